import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { TreeEntry } from '../../src/model/tree.ts'
import { factsText } from '../../src/report/facts.ts'
import { reporters } from '../../src/report/index.ts'
import { type InspectAs, type InspectOptions, inspect as inspectBytes } from '../../src/stages/inspect.ts'
import { load } from '../../src/stages/load.ts'
import { withSecondOpinion } from '../../src/stages/second-opinion.ts'
import { positional, required, text } from '../arguments.ts'
import { blockedKeys } from '../blocked-keys.ts'
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
    const policy = await policyOf(invocation)
    const inspection = inspectBytes(bytes, { as: kindOf(invocation), path: file, at: invocation.at, ...policy })
    const { report, facts } = await withSecondOpinion(inspection, file)
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

/** What `--policy` and `MUHURI_BLOCKED_KEYS` name, and the list of blocked keys beside the policy. */
async function policyOf(invocation: Invocation): Promise<Pick<InspectOptions, 'settings' | 'blockedKeys'>> {
  const path = text(invocation, 'policy')
  const listed = await blockedKeys(invocation.io)
  if (path === undefined) return { blockedKeys: listed }
  const beside = join(dirname(resolve(invocation.io.cwd, path)), BLOCKED)
  const list = await readFile(beside).catch(() => new Uint8Array())
  const entries = [entryOf(BLOCKED, list), entryOf('environment.yaml', new Uint8Array(await bytesOf(path, invocation.io)))]
  const { settings, blockedKeys: all, treeFindings } = load({ commit: null, treeId: null, entries }, { blockedKeys: listed })
  if (settings?.value == null)
    throw new MuhuriError('usage', `"${basename(path)}" given with --policy is no environment.yaml: ${problemOf(settings)}`, { hint: 'muhuri check' })
  const [refused] = treeFindings
  if (refused !== undefined) throw new MuhuriError('usage', `"${refused.path}" beside it: ${refused.message}`, { hint: 'muhuri check' })
  return { settings: settings.value, blockedKeys: all }
}

const BLOCKED = 'blocked-keys.txt'

const problemOf = (settings: Environment['settings']): string => settings?.problems[0]?.message ?? 'it cannot be read'

const entryOf = (path: string, bytes: Uint8Array): TreeEntry => ({ path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: 'main' })
