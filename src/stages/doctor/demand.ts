import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import { effectiveSettings } from '../../model/policy.ts'
import { demandOf } from '../approvals/demand.ts'

/** Numbers of GitHub Apps, where they are known. */
export interface KnownApps {
  /** Publishes the verdict. */
  readonly verdict: number | null
  /** Writes `issued` and `deploy`. */
  readonly publisher: number | null
}

/** What an environment demands of the repository that it lies in. */
export interface ProtectionDemand {
  readonly environment: string
  readonly isProduction: boolean
  /** Approvals without which nothing is merged, whatever its class: the ruleset knows no classes. */
  readonly approvals: number
  readonly teams: Readonly<Record<'reviewers' | 'admins', string>>
  /** Numeric ids in `hub/hub.yaml`. */
  readonly people: Readonly<Record<'reviewers' | 'admins' | 'machines', ReadonlySet<number>>>
  /** DFSPs by the numeric id of each owner. */
  readonly owners: ReadonlyMap<number, readonly string[]>
  /** The environment `sign` asks people; else officers sign what is to be signed. */
  readonly asksReviewers: boolean
  readonly toolkit: { readonly actions: string; readonly commit: string } | null
  readonly usesVault: boolean
  readonly apps: KnownApps
}

/** GitHub takes no more in a rule. */
const MOST_APPROVALS = 10

/** What this environment demands; `refused` where its settings or its people cannot be read. */
export function protectionDemand(environment: Environment, apps: KnownApps): ProtectionDemand {
  const file = environment.settings?.value ?? null
  const people = environment.hub.profile?.value ?? null
  if (file === null || people === null)
    throw new MuhuriError('refused', `${file === null ? 'environment.yaml' : 'hub/hub.yaml'} cannot be read, so nobody knows what it demands`, {
      hint: 'muhuri check .',
    })
  const settings = effectiveSettings(file)
  const { count } = demandOf('hub-review', environment)
  return {
    environment: settings.id,
    isProduction: settings.tier === 'production',
    approvals: Math.min(count, MOST_APPROVALS),
    teams: { reviewers: settings.reviewers.team, admins: settings.admins.team },
    people: { reviewers: new Set(people.reviewers), admins: new Set(people.admins), machines: new Set(people.machines) },
    owners: ownersOf(environment),
    asksReviewers: settings.approval !== 'officers',
    toolkit: settings.toolkit ?? null,
    usesVault: Object.values(settings.signers).some(({ kind }) => kind === 'vault'),
    apps,
  }
}

function ownersOf({ dfsps }: Environment): ReadonlyMap<number, readonly string[]> {
  const owners = new Map<number, readonly string[]>()
  for (const { id, profile } of dfsps) for (const owner of profile?.value?.owners ?? []) owners.set(owner, [...(owners.get(owner) ?? []), id])
  return owners
}
