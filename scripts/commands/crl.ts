import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MuhuriError } from '../../src/model/errors.ts'
import { NO_CHANGES } from '../../src/stages/change-set.ts'
import { ceremonyCrl, offlineCa, offlineCrlPath } from '../../src/stages/crl-ceremony.ts'
import { importCrl } from '../../src/stages/crl-import.ts'
import { positional, required, text } from '../arguments.ts'
import { requiredCaKey, signerOfKey } from '../ca-key.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { givenPassphrase } from '../read-given.ts'
import { dirOf, keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

/** `muhuri crl`: the lists of CAs whose keys are offline, made in a ceremony and brought in. */
export const crl: Command = {
  name: 'crl',
  summary: 'Make the CRL of an offline Hub CA where its key is, or take in one that was made elsewhere.',
  usage: 'crl issue --ca name [--dir d] [--keys k] [--out f] | crl import <file> --ca name [--dir d]',
  examples: ['muhuri crl issue --ca root --dir . --keys /media/ceremony --out root-crl.pem', 'muhuri crl import root-crl.pem --ca root --dir .'],
  positionals: [1, 2],
  formats: ['text', 'json'],
  options: {
    ca: { type: 'string', help: 'name of the CA in hub/ca, without a signer in environment.yaml: root, servers' },
    dir: { type: 'string', help: 'the environment; default: here' },
    keys: { type: 'string', help: 'where hub-ca-<name>.key is; default: ~/.muhuri/<environment name>' },
    'passphrase-file': { type: 'string', help: 'file with the passphrase of that key, or fd:<number>' },
    out: { type: 'string', help: 'write the CRL to this file, to be imported elsewhere; default: hub/crl/<name>.pem' },
  },
  async run(invocation) {
    const action = ACTIONS[positional(invocation, 0, 'issue|import')]
    if (action === undefined) throw new MuhuriError('usage', `"${invocation.positionals[0]}" is not an action of crl`, { hint: 'issue or import' })
    return action(invocation)
  },
}

const ACTIONS: Readonly<Record<string, (invocation: Invocation) => Promise<Outcome>>> = { issue, import: take }

async function issue(invocation: Invocation): Promise<Outcome> {
  if (invocation.positionals.length > 1) throw new MuhuriError('usage', `unexpected argument "${invocation.positionals[1]}"`)
  const { io, at } = invocation
  const dir = dirOf(invocation)
  const { environment, settings } = await openForWriting(dir, io)
  const ca = offlineCa(environment, required(invocation, 'ca'))
  const place = { ...ca, tier: settings.tier, passphrase: await givenPassphrase(invocation), env: io.env }
  const signer = signerOfKey(await requiredCaKey(keysOf(invocation, settings.name), place))
  const { text: pem, number, entries } = await ceremonyCrl(environment, { ...ca, signer }, { settings, at })
  const out = text(invocation, 'out')
  const more = { ca: ca.name, number: String(number), entries }
  if (out !== undefined) {
    await writeFile(resolve(io.cwd, out), pem)
    return writtenOutcome({ changes: NO_CHANGES, keys: null, next: [`muhuri crl import ${out} --ca ${ca.name} --dir .`], more: { ...more, out } })
  }
  const changes = { ...NO_CHANGES, files: [{ path: offlineCrlPath(ca.name), text: pem }] }
  await writeChanges(changes, { dir, keys: null })
  return writtenOutcome({ changes, keys: null, next: nextSteps(ca.name), more })
}

async function take(invocation: Invocation): Promise<Outcome> {
  const file = positional(invocation, 1, 'file')
  const dir = dirOf(invocation)
  const { environment } = await openForWriting(dir, invocation.io)
  const ca = offlineCa(environment, required(invocation, 'ca'))
  const result = importCrl(environment, ca, { bytes: await bytesOf(invocation, file), at: invocation.at })
  if (!result.ok) return refusedOutcome(result.findings)
  await writeChanges(result.changes, { dir, keys: null })
  const next = result.changes.files.length === 0 ? [] : nextSteps(ca.name)
  return writtenOutcome({ changes: result.changes, keys: null, next, more: { ca: ca.name, number: String(result.number) } })
}

const nextSteps = (ca: string): readonly string[] => [
  `git add ${offlineCrlPath(ca)} && git commit -m 'Renew the CRL of ${ca}'`,
  'muhuri render . --for all --out <out>',
]

async function bytesOf({ io }: Invocation, file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await io.stdin() : await readFile(resolve(io.cwd, file))
  } catch (cause) {
    throw new MuhuriError('usage', `the file "${file}" cannot be read`, { cause })
  }
}
