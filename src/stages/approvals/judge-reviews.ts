import type { Environment } from '../../model/environment.ts'
import type { HostRole, ReviewFacts } from '../../ports/git-host.ts'
import type { Demand } from './demand.ts'
import type { ApprovalFacts, Approvals, IgnoredReview } from './facts.ts'

const MAY_WRITE: ReadonlySet<HostRole> = new Set(['write', 'maintain', 'admin'])

/** What each person says last: an approval that was dismissed, or followed by a demand for changes, is none. */
export function judgeReviews(facts: ApprovalFacts, demand: Demand): Pick<Approvals, 'counted' | 'ignored'> {
  const counted: Approvals['counted'][number][] = []
  const ignored: IgnoredReview[] = []
  for (const { user, state, commit } of latestReviews(facts.reviews)) {
    if (user === null || (state !== 'approved' && state !== 'dismissed')) continue
    const because = state === 'dismissed' ? 'it was dismissed' : whyNot(facts, demand, { user: user.id, commit })
    if (because === null) counted.push({ ...user, user: user.id, commit: facts.head })
    else ignored.push({ user: user.id, login: user.login, because })
  }
  return { counted: counted.map(({ user, login, commit }) => ({ user, login, commit })), ignored }
}

/** Ids of base whose reviews can count at all: nobody else's need be asked about. */
export function possibleApprovers({ hub }: Environment): ReadonlySet<number> {
  const people = hub.profile?.value
  return new Set([...(people?.reviewers ?? []), ...(people?.admins ?? [])])
}

/** The newest review of each person that says yes or no, in the order in which they were given. Comments change nothing. */
function latestReviews(reviews: readonly ReviewFacts[]): readonly ReviewFacts[] {
  const latest = new Map<number, ReviewFacts>()
  for (const review of [...reviews].sort(byTime)) {
    if (review.user === null || review.state === 'commented' || review.state === 'pending') continue
    latest.delete(review.user.id)
    latest.set(review.user.id, review)
  }
  return [...latest.values()]
}

/** What has no time is taken for the newest where it refuses, and for the oldest where it approves. */
function byTime(one: ReviewFacts, other: ReviewFacts): number {
  const [a, b] = [timeOf(one), timeOf(other)]
  return a === b ? one.id - other.id : a < b ? -1 : 1
}

const timeOf = ({ at, state }: ReviewFacts): string => at ?? (state === 'approved' ? '' : '~')

interface Approval {
  readonly user: number
  readonly commit: string | null
}

function whyNot({ head, author, lastPusher, roles, teams, base }: ApprovalFacts, demand: Demand, { user, commit }: Approval): string | null {
  if (commit !== head) return 'it is of another commit'
  if (user === author) return 'authors do not approve their own request'
  if (user === lastPusher) return 'who pushed last does not approve'
  if (!MAY_WRITE.has(roles.get(user) ?? 'none')) return 'its giver may not write to the repository'
  if (demand.by === 'nobody') return 'none is needed'
  const people = base.hub.profile?.value
  const named = { admins: people?.admins ?? [], reviewers: [...(people?.reviewers ?? []), ...(people?.admins ?? [])] }
  const isEntitled = demand.teams.some(({ kind }) => named[kind].includes(user) && teams[kind]?.has(user) === true)
  return isEntitled ? null : `its giver is not both in hub/hub.yaml on base and in the team ${demand.teams.map(({ name }) => `"${name}"`).join(' or ')}`
}
