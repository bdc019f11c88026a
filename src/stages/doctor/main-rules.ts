import type { Weakness } from '../../model/doctor-report.ts'
import { VERDICT_CHECK } from '../../model/verdict-check.ts'
import type { BranchRule, Given } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from './demand.ts'

const SETUP = 'muhuri setup github'
/** GitHub's own App: any workflow of any branch publishes check runs in its name. */
export const ACTIONS_APP = 15368

type Rules = readonly BranchRule[]
type Judge = (rules: Rules, demand: ProtectionDemand) => Weakness | null

const parametersOf = (rules: Rules, type: string): readonly Given[] => rules.filter((rule) => rule.type === type).map(({ parameters }) => parameters)
const has = (rules: Rules, type: string): boolean => rules.some((rule) => rule.type === type)
const records = (value: unknown): readonly Given[] => (Array.isArray(value) ? (value as readonly Given[]) : [])
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** Weaknesses of what these rules together demand of main; several rules of one type add up. */
export function mainWeaknesses(rules: Rules, demand: ProtectionDemand): readonly Weakness[] {
  const judges = has(rules, 'pull_request') ? [...REVIEWS, ...OTHERS] : [noPullRequest, ...OTHERS]
  return judges.flatMap((judge) => judge(rules, demand) ?? [])
}

const noPullRequest: Judge = () => ({
  code: 'main/pull-request',
  what: 'Branch main takes pushes; expected pull requests only.',
  why: 'Whoever may write puts anything on main, reviewed by nobody.',
  mend: SETUP,
})

/** A rule of pull requests that must be switched on in at least one ruleset. */
const switched =
  (parameter: string, weakness: Omit<Weakness, 'mend'>): Judge =>
  (rules) =>
    parametersOf(rules, 'pull_request').some((given) => given[parameter] === true) ? null : { ...weakness, mend: SETUP }

const tooFewApprovals: Judge = (rules, { approvals }) => {
  const given = Math.max(0, ...parametersOf(rules, 'pull_request').map((parameters) => Number(parameters['required_approving_review_count'] ?? 0)))
  if (given >= approvals) return null
  return {
    code: 'main/approvals',
    what: `Branch main asks for ${given} approvals; environment.yaml demands ${approvals}.`,
    why: 'Fewer people than policy demands see what is merged.',
    mend: SETUP,
  }
}

const mergeMethods: Judge = (rules) => {
  const lists = parametersOf(rules, 'pull_request').flatMap(({ allowed_merge_methods: allowed }) => (allowed === undefined ? [] : [texts(allowed)]))
  const queues = parametersOf(rules, 'merge_queue').map(({ merge_method: method }) => String(method))
  const isMergeOnly = lists.length > 0 && ['squash', 'rebase'].every((method) => lists.some((list) => !list.includes(method)))
  const isMergePossible =
    lists.every((list) => list.includes('merge')) && queues.every((method) => method === 'MERGE') && !has(rules, 'required_linear_history')
  if (isMergeOnly && isMergePossible) return null
  return {
    code: 'main/merge-methods',
    what: `Branch main can be merged to by ${isMergePossible ? 'squash or rebase' : 'something else than a merge commit'}; expected merge commits, and nothing else.`,
    why: 'Only a merge commit names the exact head that was approved, so the others cannot be judged again before signing.',
    mend: SETUP,
  }
}

const REVIEWS: readonly Judge[] = [
  tooFewApprovals,
  switched('dismiss_stale_reviews_on_push', {
    code: 'main/stale-reviews',
    what: 'Approvals stay when something is pushed after them; expected that they are dismissed.',
    why: 'What is merged can differ from what was approved.',
  }),
  switched('require_last_push_approval', {
    code: 'main/last-push',
    what: 'The last push needs no approval by somebody else; expected that it does.',
    why: 'A reviewer can push to a request and approve the own push.',
  }),
  switched('require_code_owner_review', {
    code: 'main/code-owners',
    what: 'No review by code owners is required; expected that it is.',
    why: 'A person who may write, but is neither reviewer nor admin, approves a change for everybody.',
  }),
  mergeMethods,
]

interface RequiredCheck {
  readonly app: number | null
}

function requiredChecks(rules: Rules): readonly RequiredCheck[] {
  return parametersOf(rules, 'required_status_checks')
    .flatMap((parameters) => records(parameters['required_status_checks']))
    .filter(({ context }) => context === VERDICT_CHECK)
    .map(({ integration_id: app }) => ({ app: typeof app === 'number' ? app : null }))
}

const noCheck: Judge = (rules) =>
  requiredChecks(rules).length > 0
    ? null
    : {
        code: 'main/check-missing',
        what: `Branch main does not require the check "${VERDICT_CHECK}".`,
        why: 'What the verdict refuses can be merged all the same.',
        mend: `${SETUP} --app-id <number of the App that publishes it>`,
      }

const checkOfAnybody: Judge = (rules, { apps }) => {
  const checks = requiredChecks(rules)
  const isPinned = checks.some(({ app }) => app !== null && app !== ACTIONS_APP && (apps.verdict === null || app === apps.verdict))
  if (checks.length === 0 || isPinned) return null
  const found = checks[0]?.app ?? null
  return {
    code: 'main/check-source',
    what: `The check "${VERDICT_CHECK}" counts from ${found === null ? 'anybody' : `App ${found}`}; expected ${apps.verdict === null ? 'an App of its own' : `App ${apps.verdict}`} only.`,
    why: 'A workflow in a pull request, or anyone who may write, publishes a green check of that name.',
    mend: `${SETUP} --app-id ${apps.verdict ?? '<number of the App that publishes it>'}`,
  }
}

const checkOfOldBase: Judge = (rules) => {
  const isStrict = parametersOf(rules, 'required_status_checks').some((parameters) => parameters['strict_required_status_checks_policy'] === true)
  if (isStrict || has(rules, 'merge_queue') || requiredChecks(rules).length === 0) return null
  return {
    code: 'main/out-of-date',
    what: 'Branches need not be up to date to be merged, and there is no merge queue; expected one of the two.',
    why: 'Two requests that are right alone, and wrong together, are both merged.',
    mend: SETUP,
  }
}

/** A rule without which main could be changed that way. */
const ruled =
  (type: string, weakness: Omit<Weakness, 'mend'>): Judge =>
  (rules) =>
    has(rules, type) ? null : { ...weakness, mend: SETUP }

const OTHERS: readonly Judge[] = [
  noCheck,
  checkOfAnybody,
  checkOfOldBase,
  ruled('non_fast_forward', {
    code: 'main/force-push',
    what: 'Branch main can be force-pushed; expected that it cannot.',
    why: 'History that was signed and rendered can be replaced.',
  }),
  ruled('deletion', { code: 'main/deletion', what: 'Branch main can be deleted; expected that it cannot.', why: 'It can be made anew with another history.' }),
]
