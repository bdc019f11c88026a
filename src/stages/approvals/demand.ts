import { defaultSettings } from '../../model/default-settings.ts'
import type { Environment } from '../../model/environment.ts'
import type { ChangeClass } from '../../model/plan.ts'
import { effectiveSettings } from '../../model/policy.ts'

/** Whose approvals a change needs. */
export interface Demand {
  readonly by: 'nobody' | 'reviewers' | 'admins'
  readonly count: number
  /** Teams of which one must be a member; admins may stand in for reviewers. */
  readonly teams: readonly { readonly kind: 'reviewers' | 'admins'; readonly name: string }[]
}

/** In a strict environment two admins agree, whatever it says itself (DESIGN §7). */
const STRICT_ADMINS = 2

/** What base demands for this class; where its settings cannot be read, what production demands. */
export function demandOf(changeClass: ChangeClass, base: Environment): Demand {
  const { reviewers, admins, policy } = effectiveSettings(base.settings?.value ?? defaultSettings)
  const least = policy.assurance === 'strict' ? STRICT_ADMINS : 1
  const adminTeam = { kind: 'admins', name: admins.team } as const
  const demands: Readonly<Record<ChangeClass, Demand>> = {
    restrict: { by: 'nobody', count: 0, teams: [] },
    'self-service': { by: 'nobody', count: 0, teams: [] },
    'hub-review': { by: 'reviewers', count: Math.max(reviewers.approvals, 1), teams: [{ kind: 'reviewers', name: reviewers.team }, adminTeam] },
    'hub-admin': { by: 'admins', count: Math.max(admins.approvals, least), teams: [adminTeam] },
  }
  return demands[changeClass]
}
