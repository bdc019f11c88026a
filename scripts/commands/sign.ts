import { resolve } from 'node:path'
import { folderFiles } from '../../src/adapters/files.ts'
import { workTree } from '../../src/adapters/git.ts'
import type { KeyFolder } from '../../src/adapters/keys.ts'
import { random } from '../../src/adapters/random.ts'
import { openSigner } from '../../src/adapters/signers/index.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { EnvironmentFile } from '../../src/model/generated/files.ts'
import type { Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import { type SignReport, sign as signStage } from '../../src/stages/sign.ts'
import { flag } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { givenPassphrase } from '../read-given.ts'
import { requirePlan } from '../read-plan.ts'
import { TOOLKIT } from '../toolkit-version.ts'
import { keysOf } from '../write-changes.ts'

export const sign: Command = {
  name: 'sign',
  summary: 'Issue a certificate for every CSR that waits, complete what a killed run left, refresh CRLs.',
  usage: 'sign [dir] [--plan f] [--crl-only] [--keys k] [--passphrase-file f]',
  examples: ['muhuri sign . --keys ~/.muhuri/pilot'],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    plan: { type: 'string', help: 'the plan that was approved; another one is refused' },
    'crl-only': { type: 'boolean', help: 'refresh CRLs and sign nothing else' },
    keys: { type: 'string', help: 'where the keys of file signers are; default: ~/.muhuri/<environment name>' },
    'passphrase-file': { type: 'string', help: 'file with the passphrase of those keys, or fd:<number>' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const dir = resolve(invocation.io.cwd, invocation.positionals[0] ?? '.')
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const tree = await workTree(dir)
  if (tree !== null) await requireClean(tree)
  await requirePlan(invocation, environment)
  const { at } = invocation
  const report = await signStage({
    environment,
    findings: check(environment, { at }).findings,
    at,
    signers: await openSigners(settings, keysOf(invocation, settings.name), { passphrase: await givenPassphrase(invocation), env: invocation.io.env }),
    files: folderFiles(dir),
    random,
    sourceCommit: (await tree?.head()) ?? null,
    toolkit: TOOLKIT,
    crlOnly: flag(invocation, 'crl-only'),
  })
  return { exit: report.refused.length > 0 ? 1 : 0, formats: { json: () => JSON.stringify(report, null, 2), text: () => reportText(report, tree !== null) } }
}

/** What is signed must be what is committed, and what was issued before must be in view. */
async function requireClean(tree: NonNullable<Awaited<ReturnType<typeof workTree>>>): Promise<void> {
  const missing = await tree.missingIssued()
  if (missing !== null)
    throw new MuhuriError(
      'refused',
      `the work tree at issued/ has not everything that the branch "${missing}" holds, so what was issued before is not in view`,
      { hint: 'git worktree add issued issued, or git -C issued pull origin issued' },
    )
  const [first, ...more] = await tree.uncommitted()
  if (first === undefined) return
  throw new MuhuriError('refused', `not committed: "${first}"${more.length === 0 ? '' : ` and ${more.length} more`}; only what is committed is signed`, {
    hint: 'git add . && git commit',
  })
}

async function openSigners(
  settings: EnvironmentFile,
  keys: KeyFolder,
  { passphrase, env }: { readonly passphrase: string | null; readonly env: Invocation['io']['env'] },
): Promise<ReadonlyMap<string, Signer>> {
  const signers = new Map<string, Signer>()
  for (const [ca, signer] of Object.entries(settings.signers)) signers.set(ca, await openSigner(signer, { ca, tier: settings.tier, keys, passphrase, env }))
  return signers
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
