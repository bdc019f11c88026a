import { firstParents, introductionOf, isAncestor } from '../src/adapters/revision/first-parents.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { MainCommit } from '../src/model/merged-commit.ts'
import type { Job } from './frame.ts'
import type { OpenMain } from './open-main.ts'

/** What is judged again in one run. */
const MOST_COMMITS = 500

export interface SinceReviewed {
  /** 40 hex: judged before, or where it all began. */
  readonly since: string
  /** After it, up to the source; oldest first. */
  readonly commits: readonly MainCommit[]
}

/**
 * The commits of main that have to be judged: those after `known`, the last that was, and in the first run those after the input
 * `since` or, without it, after the commit that introduced environment.yaml. `refused` where main does not descend from it.
 */
export function sinceReviewed(job: Job, { gitDir, source }: OpenMain, known: string | null): SinceReviewed {
  const given = job.input('since') === '' ? null : job.commit('since')
  const since = known ?? given ?? introductionOf(gitDir, source, 'environment.yaml')
  if (since === null) throw new MuhuriError('refused', `"${source}" holds no environment.yaml`)
  if (!has(gitDir, since, source))
    throw new MuhuriError('refused', `repo/rollback: "${source}" does not descend from ${since}, which was reviewed last`, {
      hint: 'set main back to where it was; or muhuri audit . --recover --from <a clone that has what is lost>',
    })
  return { since, commits: firstParents(gitDir, { since, until: source, most: MOST_COMMITS }) }
}

function has(gitDir: string, commit: string, source: string): boolean {
  try {
    return isAncestor(gitDir, commit, source)
  } catch {
    return false
  }
}
