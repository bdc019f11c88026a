import { folderFiles } from '../src/adapters/files.ts'
import { type WorkTree, workTree } from '../src/adapters/git.ts'
import type { KeyFolder } from '../src/adapters/keys.ts'
import { random } from '../src/adapters/random.ts'
import { openSigner } from '../src/adapters/signers/index.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Signer } from '../src/ports.ts'
import { check } from '../src/stages/check.ts'
import { type Reissue, type SignReport, sign } from '../src/stages/sign.ts'
import type { Invocation } from './command.ts'
import { givenPassphrase } from './read-given.ts'
import { TOOLKIT } from './toolkit-version.ts'
import { keysOf } from './write-changes.ts'

export interface SignJob {
  readonly dir: string
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly crlOnly: boolean
  readonly reissue: Reissue | null
}

/** What is signed must be what is committed, and what was issued before must be in view; gives the work tree, or null in a folder without Git. */
export async function requireClean(dir: string): Promise<WorkTree | null> {
  const tree = await workTree(dir)
  if (tree === null) return null
  const missing = await tree.missingIssued()
  if (missing !== null)
    throw new MuhuriError(
      'refused',
      `the work tree at issued/ has not everything that the branch "${missing}" holds, so what was issued before is not in view`,
      { hint: 'git worktree add issued issued, or git -C issued pull origin issued' },
    )
  const [first, ...more] = await tree.uncommitted()
  if (first === undefined) return tree
  throw new MuhuriError('refused', `not committed: "${first}"${more.length === 0 ? '' : ` and ${more.length} more`}; only what is committed is signed`, {
    hint: 'git add . && git commit',
  })
}

/** One run of `sign` with the signers of environment.yaml, as of the invocation's instant. */
export async function runSign(invocation: Invocation, { dir, environment, settings, crlOnly, reissue }: SignJob, tree: WorkTree | null): Promise<SignReport> {
  const { at, io } = invocation
  return sign({
    environment,
    findings: check(environment, { at }).findings,
    at,
    signers: await openSigners(settings, keysOf(invocation, settings.name), { passphrase: await givenPassphrase(invocation), env: io.env }),
    files: folderFiles(dir),
    random,
    sourceCommit: (await tree?.head()) ?? null,
    toolkit: TOOLKIT,
    crlOnly,
    ...(reissue === null ? {} : { reissue }),
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
