import { VERDICT_CHECK } from '../../model/verdict-check.ts'
import type { EnvironmentFacts, ForkApproval, Given, Label } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from '../doctor/demand.ts'
import { ENVIRONMENTS, MACHINE_BRANCHES, type ProtectionFacts } from '../doctor/facts.ts'

export interface WantedRuleset {
  readonly name: string
  /** Branches that it covers. */
  readonly branches: readonly string[]
  readonly rules: readonly { readonly type: string; readonly parameters?: Given }[]
  /** Numbers of Apps that bypass it; nobody else does. */
  readonly apps: readonly number[]
}

/** Numbers that a ruleset cannot do without. */
export interface ProtectingApps {
  readonly verdict: number
  readonly publisher: number
}

/** Rulesets that make the branches what `doctor` demands. */
export function wantedRulesets({ approvals }: ProtectionDemand, { verdict, publisher }: ProtectingApps): readonly WantedRuleset[] {
  const pull = {
    required_approving_review_count: approvals,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
    require_code_owner_review: true,
    required_review_thread_resolution: false,
    allowed_merge_methods: ['merge'],
  }
  const checks = { strict_required_status_checks_policy: true, required_status_checks: [{ context: VERDICT_CHECK, integration_id: verdict }] }
  const history = [{ type: 'non_fast_forward' }, { type: 'deletion' }]
  return [
    {
      name: 'muhuri: main',
      branches: ['main'],
      rules: [{ type: 'pull_request', parameters: pull }, { type: 'required_status_checks', parameters: checks }, ...history],
      apps: [],
    },
    { name: 'muhuri: who writes issued and deploy', branches: MACHINE_BRANCHES, rules: [{ type: 'creation' }, { type: 'update' }], apps: [publisher] },
    { name: 'muhuri: history of issued and deploy', branches: MACHINE_BRANCHES, rules: history, apps: [] },
  ]
}

export type WantedEnvironment = Omit<EnvironmentFacts, 'adminsBypass'>

/** Environments that the workflows name: each open to main alone, and `sign` to nobody without a reviewer. */
export function wantedEnvironments({ teams }: ProtectionFacts, { asksReviewers }: ProtectionDemand): readonly WantedEnvironment[] {
  const ids = [teams.reviewers, teams.admins].flatMap((team) => (team.kind === 'seen' && team.value !== null ? [team.value.id] : []))
  return ENVIRONMENTS.map((name) => ({
    name,
    reviewers: name === 'sign' && asksReviewers ? ids.map((id) => ({ kind: 'team', id }) as const) : [],
    preventSelfReview: name === 'sign' && asksReviewers,
    waitMinutes: 0,
    branches: { kind: 'named', names: ['main'], tags: [] },
  }))
}

/** What workflows may do where they do not say it, and whose wait for a person. */
export const WANTED_ACTIONS = { defaultToken: 'read', mayApprove: false, approval: 'all_external_contributors' as ForkApproval } as const

/** One for each change class, one for what Muhuri opens itself. */
export const WANTED_LABELS: readonly Label[] = [
  { name: 'muhuri', color: '5319e7', description: 'Opened, or kept up to date, by Muhuri' },
  { name: 'restrict', color: '0e8a16', description: 'Only takes authority away' },
  { name: 'self-service', color: 'c2e0c6', description: 'A successor of what is already there' },
  { name: 'hub-review', color: 'fbca04', description: 'Waits for a reviewer of the Hub' },
  { name: 'hub-admin', color: 'd93f0b', description: 'Waits for the admins of the Hub' },
]

/** Text of CODEOWNERS: admins own everything, reviewers what DFSPs change and what only takes away. */
export function codeOwnersText(organisation: string, { teams }: ProtectionDemand): string {
  const [admins, reviewers] = [`@${organisation}/${teams.admins}`, `@${organisation}/${teams.reviewers}`]
  return [
    '# Who must review what: the teams that environment.yaml names. The last line that fits a path counts.',
    `* ${admins}`,
    `/dfsps/ ${reviewers} ${admins}`,
    `/revoked/ ${reviewers} ${admins}`,
    '',
  ].join('\n')
}
