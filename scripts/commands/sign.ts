import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Reissue, SignReport } from '../../src/stages/sign.ts'
import { flag, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { checkpointOption } from '../open-checkpoints.ts'
import { openForWriting } from '../open-for-writing.ts'
import { SIGNER_USAGE, signerOptions } from '../open-signers.ts'
import { requirePlan } from '../read-plan.ts'
import { requireClean, runSign } from '../run-sign.ts'

export const sign: Command = {
  name: 'sign',
  summary: 'Issue a certificate for every CSR that waits, complete what a killed run left, refresh CRLs.',
  usage: `sign [dir] [--plan f] [--crl-only] [--reissue [id…] [--ca name]] [--keys k] [--checkpoint c] ${SIGNER_USAGE}`,
  examples: [
    'muhuri sign . --keys ~/.muhuri/pilot',
    'muhuri sign . --pin-file /run/secrets/pin',
    'muhuri sign . --reissue --ca clients-2',
    'muhuri sign . --reissue greenbank bluebank --ca clients-2',
  ],
  positionals: [0, 4096],
  formats: ['text', 'json'],
  options: {
    plan: { type: 'string', help: 'the plan that was approved; another one is refused' },
    'crl-only': { type: 'boolean', help: 'refresh CRLs and sign nothing else' },
    reissue: { type: 'boolean', help: 'a new certificate for each key that has one of another CA, of all DFSPs or of those named; nothing else is issued' },
    ca: { type: 'string', help: 'the CA that issues them; default: the one that issues now' },
    keys: { type: 'string', help: 'where the keys of file signers are; default: ~/.muhuri/<environment name>' },
    checkpoint: checkpointOption,
    ...signerOptions,
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const { dir, ids } = placeOf(invocation)
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const tree = await requireClean(dir)
  await requirePlan(invocation, environment)
  const reissue = reissueOf(invocation, ids, settings.authorities.clients)
  const report = await runSign(invocation, { dir, environment, settings, crlOnly: flag(invocation, 'crl-only'), reissue }, tree)
  return { exit: report.refused.length > 0 ? 1 : 0, formats: { json: () => JSON.stringify(report, null, 2), text: () => reportText(report, tree !== null) } }
}

/** The folder, if the first word is one with an environment or nothing is reissued; the other words are ids. */
function placeOf(invocation: Invocation): { readonly dir: string; readonly ids: readonly string[] } {
  const [first, ...rest] = invocation.positionals
  const here = resolve(invocation.io.cwd, first ?? '.')
  if (first === undefined || !flag(invocation, 'reissue') || existsSync(join(here, 'environment.yaml'))) {
    if (rest.length > 0 && !flag(invocation, 'reissue')) throw new MuhuriError('usage', `unexpected argument "${rest[0]}"`, { hint: 'ids are for --reissue' })
    return { dir: here, ids: rest }
  }
  return { dir: resolve(invocation.io.cwd), ids: [first, ...rest] }
}

function reissueOf(invocation: Invocation, ids: readonly string[], current: string): Reissue | null {
  const ca = text(invocation, 'ca')
  if (flag(invocation, 'reissue') && flag(invocation, 'crl-only')) throw new MuhuriError('usage', '--crl-only signs nothing else: leave out --reissue')
  if (flag(invocation, 'reissue')) return { ca: ca ?? current, dfsps: ids.length === 0 ? null : new Set(ids) }
  if (ca !== undefined) throw new MuhuriError('usage', '--ca is for --reissue; else the CA that environment.yaml names under authorities issues')
  return null
}

function reportText({ issued, healed, crls, refused }: SignReport, inGit: boolean): string {
  const wrote = issued.length + healed.length + crls.length > 0
  const lines = [
    ...healed.map(({ dfsp, serial, path, notAfter }) => `healed  ${dfsp} ${serial} until ${notAfter}: ${path}`),
    ...issued.map(({ dfsp, serial, path, notAfter }) => `issued  ${dfsp} ${serial} until ${notAfter}: ${path}`),
    ...crls.map(({ ca, number }) => `crl     ${ca} number ${number}: issued/crl/${ca}.pem`),
    ...refused.map(({ path, code, message }) => `refused ${path}: ${code} ${message}`),
    ...(wrote || refused.length > 0 ? [] : ['nothing to sign']),
    ...(wrote && inGit ? ["next    git -C issued add . && git -C issued commit -m 'Issue certificates' && git push origin issued"] : []),
  ]
  return lines.join('\n')
}
