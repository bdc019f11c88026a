import { rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { folderFiles } from '../../src/adapters/files.ts'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { outboxFolder } from '../../src/adapters/outbox.ts'
import { archiveOf } from '../../src/adapters/pull/write-archive.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { archiveFiles } from '../../src/stages/bundle/archive-files.ts'
import { completeRendering } from '../../src/stages/bundle/complete-rendering.ts'
import { check } from '../../src/stages/check.ts'
import { deliver } from '../../src/stages/deliver.ts'
import { desire } from '../../src/stages/desire.ts'
import { readManifest } from '../../src/stages/manifest.ts'
import { render } from '../../src/stages/render.ts'
import { positional, required, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { deploySigner } from '../deploy-signer.ts'
import { openEnvironment } from '../open-environment.ts'
import { sourceOf } from '../source-of.ts'
import { dirOf, keysOf } from '../write-changes.ts'

/** `muhuri bundle`: the Hub's side for one recipient, as one archive. */
export const bundle: Command = {
  name: 'bundle',
  summary: "Put the Hub's side for a DFSP into one archive, with manifest, signature, checksums and the steps to install it.",
  usage: 'bundle <id> --dir d --out f.tar.gz [--rendered o] [--keys k]',
  examples: ['muhuri bundle greenbank --dir . --out greenbank.tar.gz'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'the environment; default: here' },
    out: { type: 'string', help: 'the archive to write' },
    rendered: { type: 'string', help: 'the folder that render writes: its sequence is continued' },
    keys: { type: 'string', help: 'where the deploy key is; default: ~/.muhuri/<environment name>' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const [whom, out] = [positional(invocation, 0, 'id'), resolve(invocation.io.cwd, required(invocation, 'out'))]
  const [dir, { at }] = [dirOf(invocation), invocation]
  const environment = await openEnvironment(dir, invocation.io)
  const desired = desire(environment, check(environment, { at }).findings, at)
  const { rendering, said } = completeRendering(render(desired, { for: whom }), { environment, desired })
  const keys = keysOf(invocation, desired.environment.name)
  const folder = rendering.deliveries[0]?.folder ?? whom
  const memory = await standing(invocation, { keys: keys.path, folder })
  const outbox = { ...memory.files, read: async (path: string) => memory.contents.get(path) ?? null }
  const signer = await deploySigner(environment, keys)
  const { unsigned } = await deliver(rendering, { outbox, desired, tree: await sourceOf(dir, environment), at, said, signer })
  const trust = signer === null ? null : sha256Hex(signer.publicKey)
  const files = new Map([...memory.contents].map(([path, contents]) => [path.slice(folder.length + 1), contents]))
  const archive = archiveOf(archiveFiles({ files, for: whom, trust }))
  await writeFile(`${out}.tmp`, archive)
  await rename(`${out}.tmp`, out)
  if (unsigned.length > 0) invocation.io.note('no deploy key at hand: the manifest is not signed, and pull refuses it')
  else await remember(keys.path, folder, files)
  const sequence = readManifest(files.get('manifest.json') ?? '')?.value.sequence ?? null
  const result = { version: 1, archive: out, sha256: sha256Hex(archive), sequence, trust, files: [...files.keys()].sort() }
  const lines = [`wrote ${out}: sequence ${sequence}, ${files.size} files`, ...(trust === null ? [] : [`trust ${trust}`])]
  return { exit: 0, formats: { text: () => lines.join('\n'), json: () => JSON.stringify(result, null, 2) } }
}

const MANIFEST = ['manifest.json', 'manifest.sig']

/** The manifest to continue: the later one of what was rendered and what was bundled last. */
async function standing(invocation: Invocation, { keys, folder }: { readonly keys: string; readonly folder: string }) {
  const rendered = text(invocation, 'rendered')
  const places = [join(keys, 'bundles'), ...(rendered === undefined ? [] : [resolve(invocation.io.cwd, rendered)])].map(outboxFolder)
  const found = await Promise.all(places.map(async (place) => Promise.all(MANIFEST.map((name) => place.read(`${folder}/${name}`)))))
  const sequence = ([manifest]: readonly (string | null)[]): number => readManifest(manifest ?? '')?.value.sequence ?? -1
  const [latest = []] = found.sort((a, b) => sequence(b) - sequence(a))
  return memoryFolder(MANIFEST.flatMap((name, index) => (latest[index] == null ? [] : [[`${folder}/${name}`, latest[index]] as const])))
}

async function remember(keys: string, folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const place = folderFiles(join(keys, 'bundles'))
  for (const name of MANIFEST) await place.write(`${folder}/${name}`, files.get(name) ?? '')
}
