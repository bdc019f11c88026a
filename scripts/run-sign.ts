import { folderFiles } from '../src/adapters/files.ts'
import { type WorkTree, workTree } from '../src/adapters/git.ts'
import { random } from '../src/adapters/random.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import { check } from '../src/stages/check.ts'
import { numbersOf } from '../src/stages/memory.ts'
import { type Reissue, type SignReport, sign } from '../src/stages/sign.ts'
import type { Invocation } from './command.ts'
import { openCheckpoints } from './open-checkpoints.ts'
import { openEnvironment } from './open-environment.ts'
import { openSigners } from './open-signers.ts'
import { remembered } from './remembered.ts'
import { TOOLKIT } from './toolkit-version.ts'

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
      {
        hint: 'git fetch origin issued && git worktree add issued issued; or git -C issued pull --no-rebase -X ours origin issued, and where both sides had signed muhuri audit . --recover --from <a clone of origin>',
      },
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
  const signers = await openSigners(invocation, environment, settings)
  const memory = await remembered(openCheckpoints(invocation, dir, settings), { dir, environment, at, io, mends: true })
  const report = await sign({
    environment,
    findings: check(environment, { at }).findings,
    at,
    signers,
    crlFloors: numbersOf(memory.previous),
    files: folderFiles(dir),
    random,
    sourceCommit: (await tree?.head()) ?? null,
    toolkit: TOOLKIT,
    crlOnly,
    ...(reissue === null ? {} : { reissue }),
  })
  await memory.advance(await openEnvironment(dir, io))
  return report
}
