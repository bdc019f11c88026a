import { resolve } from 'node:path'
import { gitHistory } from '../../src/adapters/history.ts'
import { auditText } from '../../src/report/audit-text.ts'
import { audit as auditEnvironment } from '../../src/stages/audit.ts'
import { publishKeys } from '../../src/stages/publish-keys.ts'
import { flag, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { checkpointOption } from '../open-checkpoints.ts'
import { openEnvironment, openRevision } from '../open-environment.ts'
import { SIGNER_USAGE, signerOptions } from '../open-signers.ts'
import { runRecovery } from '../recover.ts'

/** `muhuri audit`: everything that was ever issued, checked again without a key and without the network. */
export const audit: Command = {
  name: 'audit',
  summary: 'Derive and check again everything that was ever issued: serials, keys, profiles, signatures, ledger, CRLs.',
  usage: `audit [dir] [--git-dir g] [--head r] [--issued r] | audit [dir] --index | audit [dir] --recover --from p… [--keys k] [--checkpoint c] ${SIGNER_USAGE}`,
  examples: [
    'muhuri audit',
    'muhuri audit . --git-dir .git',
    'muhuri audit --git-dir mirror.git --head main',
    'muhuri audit . --recover --from ../greenbank-clone --keys ~/.muhuri/pilot',
  ],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    'git-dir': { type: 'string', help: 'look back through every commit of this repository; without [dir] the environment is read from it too' },
    head: { type: 'string', help: "revision of the people's branch; default: HEAD" },
    issued: { type: 'string', help: 'revision of the machine-written branch; default: issued' },
    index: { type: 'boolean', help: 'the SHA-256 of every key of this environment instead, for --also of the others' },
    recover: { type: 'boolean', help: 'bring back records, revocations, keys and lists that survive elsewhere, and accept the result as what is remembered' },
    from: { type: 'string', multiple: true, help: 'with --recover: a clone, bare or not, a deploy folder or branch, the folder or archive of a bundle' },
    dir: { type: 'string', help: 'with --recover: the environment; the same as [dir]' },
    keys: { type: 'string', help: 'with --recover: where the keys of file signers are; default: ~/.muhuri/<environment name>' },
    checkpoint: checkpointOption,
    ...signerOptions,
  },
  async run(invocation) {
    if (flag(invocation, 'recover')) return runRecovery(invocation)
    if (flag(invocation, 'index')) return keyIndex(invocation)
    const { io, at, positionals } = invocation
    const given = text(invocation, 'git-dir')
    const [dir] = positionals
    const issued = text(invocation, 'issued')
    const options =
      given === undefined ? null : { gitDir: resolve(io.cwd, given), revision: text(invocation, 'head') ?? 'HEAD', ...(issued === undefined ? {} : { issued }) }
    const environment = dir === undefined && options !== null ? await openRevision(options, io) : await openEnvironment(dir ?? '.', io)
    const report = auditEnvironment(environment, { at, history: options === null ? null : gitHistory(options) })
    return { exit: report.ok ? 0 : 1, formats: { text: () => auditText(report), json: () => JSON.stringify(report, null, 2) } }
  },
}

async function keyIndex({ io, positionals }: Invocation): Promise<Outcome> {
  const index = JSON.stringify(publishKeys(await openEnvironment(positionals[0] ?? '.', io)), null, 2)
  return { exit: 0, formats: { text: () => index, json: () => index } }
}
