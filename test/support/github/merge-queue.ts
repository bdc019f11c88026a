import { afterUpdates, markMerged, mergeCommit } from './pull-requests.ts'
import { effectiveRules, missingChecks, refusesMerge } from './rules.ts'
import { type Caller, fullName, type Pull, type Repository, tell, type World } from './world.ts'

/** A pull request in the queue: the branch that GitHub made of it and those before it. */
export interface MergeGroup {
  readonly pull: Pull
  readonly ref: string
  readonly baseSha: string
  readonly headSha: string
}

/** A queue in front of one branch, as the rule `merge_queue` makes it: each group is built on the one before. */
export interface MergeQueue {
  /** Adds a pull request; what keeps it out is thrown. */
  add(pull: Pull, caller: Caller): Promise<MergeGroup>
  /** Merges the groups whose required checks are green, in order; one that is not leaves the queue, and those behind it too. */
  settle(caller: Caller): Promise<{ readonly merged: readonly number[]; readonly dropped: readonly number[] }>
}

export function mergeQueue(world: World, repository: Repository, branch: string): MergeQueue {
  const groups: MergeGroup[] = []
  const add = async (pull: Pull, caller: Caller): Promise<MergeGroup> => {
    const problem = refusesMerge(world, repository, { pull, caller })
    if (problem !== null && !problem.includes('merge queue')) throw new Error(problem)
    const baseSha = groups.at(-1)?.headSha ?? (await repository.git.resolve(`refs/heads/${branch}`)) ?? ''
    const headSha = await mergeCommit(repository, { base: baseSha, head: pull.head, message: `Merge pull request #${pull.number}` })
    if (headSha === null) throw new Error(`pull request ${pull.number} conflicts with ${branch}`)
    const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${pull.number}-${baseSha}`
    await repository.git.run(['update-ref', ref, headSha])
    const group = { pull, ref, baseSha, headSha }
    groups.push(group)
    tell(world, {
      name: 'merge_group',
      action: 'checks_requested',
      repository: fullName(repository),
      number: pull.number,
      sha: headSha,
      ref,
      sender: caller.user,
    })
    return group
  }
  const settle = async (caller: Caller): Promise<{ merged: readonly number[]; dropped: readonly number[] }> => {
    const merged: number[] = []
    while (groups[0] !== undefined && isGreen(repository, branch, groups[0])) {
      const group = groups.shift() as MergeGroup
      const ref = `refs/heads/${branch}`
      await repository.git.run(['update-ref', ref, group.headSha, group.baseSha])
      await repository.git.run(['update-ref', '-d', group.ref])
      await markMerged(world, repository, { pull: group.pull, commit: group.headSha, by: caller.user })
      await afterUpdates(world, repository, { updates: [{ ref, before: group.baseSha, after: group.headSha, fastForward: true }], caller })
      merged.push(group.pull.number)
    }
    const dropped = groups.splice(0)
    for (const { ref } of dropped) await repository.git.run(['update-ref', '-d', ref])
    return { merged, dropped: dropped.map(({ pull }) => pull.number) }
  }
  return { add, settle }
}

const isGreen = (repository: Repository, branch: string, { headSha }: MergeGroup): boolean =>
  effectiveRules(repository, branch)
    .filter(({ type }) => type === 'required_status_checks')
    .every((rule) => missingChecks(repository, rule, headSha).length === 0)
