import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { MuhuriError } from '../../src/model/errors.ts'
import type { EnvironmentFile } from '../../src/model/generated/files.ts'
import { factsText } from '../../src/report/facts.ts'
import { reporters } from '../../src/report/index.ts'
import { type InspectAs, inspect as inspectBytes } from '../../src/stages/inspect.ts'
import { load } from '../../src/stages/load.ts'
import { positional, required, text } from '../arguments.ts'
import type { Command, Invocation, Io } from '../command.ts'

const KINDS: readonly InspectAs[] = ['csr', 'client', 'server', 'ca', 'jws']

/** `muhuri inspect`: what one file holds, and what is wrong with it on its own. */
export const inspect: Command = {
  name: 'inspect',
  summary: 'Show what a request, certificate or key holds, and what is wrong with it.',
  usage: 'inspect <file|-> --as csr|client|server|ca|jws [--policy environment.yaml]',
  examples: ['muhuri inspect dfsps/greenbank/client/2026-11.csr --as csr', 'muhuri inspect server.pem --as server --policy environment.yaml'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    as: { type: 'string', help: 'what the file is judged as: csr, client, server, ca or jws' },
    policy: { type: 'string', help: 'environment.yaml whose policy holds; default: that of production' },
  },
  async run(invocation) {
    const file = positional(invocation, 0, 'file')
    const bytes = await bytesOf(file, invocation.io)
    const settings = await settingsOf(invocation)
    const { report, facts } = inspectBytes(bytes, { as: kindOf(invocation), path: file, at: invocation.at, ...(settings === null ? {} : { settings }) })
    return {
      exit: report.verdict === 'fail' ? 1 : 0,
      formats: { text: () => [...facts.map(factsText), reporters.text(report)].join('\n'), json: () => reporters.json(report) },
    }
  },
}

function kindOf(invocation: Invocation): InspectAs {
  const as = required(invocation, 'as')
  const kind = KINDS.find((known) => known === as)
  if (kind === undefined) throw new MuhuriError('usage', `"${as}" given with --as is not known`, { hint: `one of ${KINDS.join(', ')}` })
  return kind
}

async function bytesOf(file: string, io: Io): Promise<Uint8Array> {
  if (file === '-') return io.stdin()
  try {
    return await readFile(resolve(io.cwd, file))
  } catch (cause) {
    throw new MuhuriError('usage', `the file "${file}" cannot be read`, { cause })
  }
}

async function settingsOf(invocation: Invocation): Promise<EnvironmentFile | null> {
  const path = text(invocation, 'policy')
  if (path === undefined) return null
  const bytes = new Uint8Array(await bytesOf(path, invocation.io))
  const entry = { path: 'environment.yaml', utf8: true, mode: '100644', size: bytes.length, bytes, layer: 'main' as const }
  const { settings } = load({ commit: null, treeId: null, entries: [entry] })
  if (settings?.value == null)
    throw new MuhuriError('usage', `"${basename(path)}" given with --policy is no environment.yaml: ${settings?.problems[0]?.message ?? 'it cannot be read'}`, {
      hint: 'muhuri check',
    })
  return settings.value
}
