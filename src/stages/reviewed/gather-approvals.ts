import { defaultSettings } from '../../model/default-settings.ts'
import type { Environment } from '../../model/environment.ts'
import type { ChangeClass } from '../../model/plan.ts'
import type { GitHost, HostRole, PullFacts } from '../../ports/git-host.ts'
import type { ApprovalFacts, Approvals } from '../approvals/facts.ts'
import { possibleApprovers } from '../approvals/judge-reviews.ts'
import { approvalsOf } from '../approvals.ts'

export interface Gathering {
  readonly host: GitHost
  /** The organisation that owns the repository. */
  readonly organisation: string
}

/** The approvals of a request as they hold now, for a change of this class under base. */
export async function gatherApprovals(
  { host, organisation }: Gathering,
  { pull, base, class: own }: { readonly pull: PullFacts; readonly base: Environment; readonly class: ChangeClass },
): Promise<Approvals> {
  const [reviews, lastPusher] = [await host.reviews(pull.number), await host.lastPusher(pull)]
  const known = possibleApprovers(base)
  const roles = new Map<number, HostRole>()
  for (const { user, state } of reviews)
    if (user !== null && state === 'approved' && known.has(user.id) && !roles.has(user.id)) roles.set(user.id, await host.role(user))
  const { reviewers, admins } = base.settings?.value ?? defaultSettings
  const teams: ApprovalFacts['teams'] = {
    reviewers: await host.teamMembers(organisation, reviewers.team),
    admins: await host.teamMembers(organisation, admins.team),
  }
  return approvalsOf({
    class: own,
    base,
    head: pull.head.sha,
    author: pull.author.id,
    lastPusher: lastPusher?.id ?? null,
    fromFork: pull.head.repository?.id !== pull.base.repository,
    // Nobody pushes to what is merged.
    maintainerCanModify: pull.state === 'open' && pull.maintainerCanModify,
    reviews,
    roles,
    teams,
  })
}
