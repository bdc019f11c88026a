import { atLeast, roleOf } from './access.ts'
import type { Caller, CheckRun, Json, Pull, Repository, Ruleset, World } from './world.ts'

/** A rule of a ruleset that is in force for one branch. */
export interface EffectiveRule {
  readonly type: string
  readonly parameters?: Json
  readonly ruleset: Ruleset
}

const record = (value: unknown): Json => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {})
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** What the active rulesets say of a branch, whoever asks. */
export function effectiveRules(repository: Repository, branch: string): readonly EffectiveRule[] {
  return [...repository.rulesets.values()]
    .filter(({ fields }) => fields['enforcement'] === 'active' && (fields['target'] ?? 'branch') === 'branch' && covers(repository, fields, branch))
    .flatMap((ruleset) =>
      list(ruleset.fields['rules']).map((rule) => ({
        type: String(rule['type']),
        ...(rule['parameters'] === undefined ? {} : { parameters: record(rule['parameters']) }),
        ruleset,
      })),
    )
}

function covers({ defaultBranch }: Repository, fields: Json, branch: string): boolean {
  const names = record(record(fields['conditions'])['ref_name'])
  const fits = (pattern: string): boolean => {
    if (pattern === '~ALL') return true
    if (pattern === '~DEFAULT_BRANCH') return branch === defaultBranch
    const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))
    return new RegExp(`^${source}$`).test(`refs/heads/${branch}`)
  }
  return strings(names['include']).some(fits) && !strings(names['exclude']).some(fits)
}

/** GitHub's numbers of the repository roles that a bypass list may name. */
const ROLE_NUMBERS = { 2: 'maintain', 4: 'write', 5: 'admin' } as const

/** Whether the caller is on the ruleset's bypass list for a direct push (`pull_request` entries count only for merges). */
export function bypasses(world: World, repository: Repository, { caller, ruleset, merging }: { caller: Caller; ruleset: Ruleset; merging: boolean }): boolean {
  return list(ruleset.fields['bypass_actors']).some((actor) => {
    if (actor['bypass_mode'] === 'pull_request' && !merging) return false
    const id = Number(actor['actor_id'])
    if (actor['actor_type'] === 'Integration') return caller.app?.id === id
    if (caller.app !== null) return false
    if (actor['actor_type'] === 'Team') return world.teams.get(id)?.members.has(caller.user.id) === true
    if (actor['actor_type'] === 'User') return caller.user.id === id
    const role = actor['actor_type'] === 'OrganizationAdmin' ? 'admin' : ROLE_NUMBERS[id as keyof typeof ROLE_NUMBERS]
    return role !== undefined && atLeast(roleOf(world, repository, caller.user), role)
  })
}

export interface RefUpdate {
  readonly ref: string
  /** 40 zeros where there was none, or will be none. */
  readonly before: string
  readonly after: string
  readonly fastForward: boolean
}

export const ZERO = '0'.repeat(40)

/** Why GitHub refuses this change of a ref by a push or the API, or null. */
export function refusesUpdate(world: World, repository: Repository, { update, caller }: { update: RefUpdate; caller: Caller }): string | null {
  const { ref, before, after, fastForward } = update
  if (ref.startsWith('refs/pull/')) return `deny updating a hidden ref: ${ref}`
  if (!ref.startsWith('refs/heads/')) return null
  const branch = ref.slice('refs/heads/'.length)
  const forbidden: Readonly<Record<string, boolean>> = {
    creation: before === ZERO,
    deletion: after === ZERO,
    update: before !== ZERO && after !== ZERO,
    non_fast_forward: !fastForward,
    pull_request: after !== ZERO,
    merge_queue: after !== ZERO,
    required_status_checks: after !== ZERO,
  }
  for (const rule of effectiveRules(repository, branch)) {
    if (forbidden[rule.type] !== true || bypasses(world, repository, { caller, ruleset: rule.ruleset, merging: false })) continue
    if (rule.type === 'required_status_checks' && missingChecks(repository, rule, after).length === 0) continue
    return `GH013: Repository rule violations found for ${ref} (${rule.type})`
  }
  return refusesClassically(world, repository, { branch, update, caller })
}

interface Classic {
  readonly branch: string
  readonly update: RefUpdate
  readonly caller: Caller
}

function refusesClassically(world: World, repository: Repository, { branch, update, caller }: Classic): string | null {
  const classic = repository.protection.get(branch)
  if (classic === undefined) return null
  const isExempt = classic['enforce_admins'] !== true && caller.app === null && roleOf(world, repository, caller.user) === 'admin'
  const isForced = !update.fastForward && classic['allow_force_pushes'] !== true
  const isWrong = classic['required_pull_request_reviews'] != null || isForced || update.after === ZERO
  return isWrong && !isExempt ? `GH006: Protected branch update failed for ${update.ref}` : null
}

/** The required checks that are not green at a commit; one pinned to an App counts only from that App. */
export function missingChecks(repository: Repository, { parameters }: EffectiveRule, sha: string): readonly string[] {
  return list(parameters?.['required_status_checks']).flatMap((check) => {
    const context = String(check['context'])
    const app = check['integration_id']
    const runs = [...repository.checkRuns.values()].filter(
      (run) => run.head === sha && run.fields['name'] === context && (app === undefined || app === null || run.app.id === app),
    )
    const statuses = app === undefined || app === null ? repository.statuses.filter((one) => one.sha === sha && one.fields['context'] === context) : []
    const isGreen = runs.length > 0 ? isSuccessful(runs.at(-1)) : statuses.at(-1)?.fields['state'] === 'success'
    return isGreen ? [] : [context]
  })
}

const isSuccessful = (run: CheckRun | undefined): boolean =>
  run?.fields['status'] === 'completed' && ['success', 'neutral', 'skipped'].includes(String(run.fields['conclusion']))

/** Why a pull request cannot be merged by this caller, or null: reviews by people with write, stale or last-push reviews, checks. */
export function refusesMerge(world: World, repository: Repository, { pull, caller }: { pull: Pull; caller: Caller }): string | null {
  for (const rule of effectiveRules(repository, pull.base)) {
    if (bypasses(world, repository, { caller, ruleset: rule.ruleset, merging: true })) continue
    const problem = refusesByRule(world, repository, { pull, rule })
    if (problem !== null) return problem
  }
  return null
}

function refusesByRule(world: World, repository: Repository, { pull, rule }: { pull: Pull; rule: EffectiveRule }): string | null {
  if (rule.type === 'merge_queue') return 'Changes must be made through the merge queue'
  if (rule.type === 'update') return 'Cannot update this protected ref.'
  if (rule.type === 'required_status_checks') {
    const [missing] = missingChecks(repository, rule, pull.head)
    return missing === undefined ? null : `Required status check "${missing}" is expected.`
  }
  const isApproved = rule.type !== 'pull_request' || approved(world, repository, { pull, parameters: rule.parameters ?? {} })
  return isApproved ? null : 'At least 1 approving review is required by reviewers with write access.'
}

/** The last review of each person that says yes or no. */
function latest(pull: Pull): readonly Pull['reviews'][number][] {
  const byUser = new Map(pull.reviews.filter(({ state }) => state !== 'COMMENTED').map((review) => [review.user.id, review]))
  return [...byUser.values()]
}

export function approved(world: World, repository: Repository, { pull, parameters }: { pull: Pull; parameters: Json }): boolean {
  const wanted = Number(parameters['required_approving_review_count'] ?? 0)
  const pusher = repositoryPusher(pull)
  const counting = latest(pull).filter(({ user }) => user.id !== pull.issue.user.id && atLeast(roleOf(world, repository, user), 'write'))
  if (counting.some(({ state }) => state === 'CHANGES_REQUESTED')) return false
  const yes = counting.filter(({ state }) => state === 'APPROVED')
  const fresh = parameters['require_last_push_approval'] !== true || yes.some(({ user, commit }) => commit === pull.head && user.id !== pusher)
  return yes.length >= wanted && fresh
}

const repositoryPusher = ({ headRepository, headBranch }: Pull): number | null =>
  headRepository.activity.findLast(({ ref }) => ref === `refs/heads/${headBranch}`)?.actor.id ?? null
