import { type Demand, demandOf } from './approvals/demand.ts'
import type { ApprovalFacts, Approvals } from './approvals/facts.ts'
import { judgeReviews } from './approvals/judge-reviews.ts'
import { raisedClass } from './approvals/raised-class.ts'

/**
 * Whether the approvals of a change's class hold at exactly this head (DESIGN §2, §8): given by people who may write, whom both base's
 * `hub.yaml` and the team on the host name, who neither opened the request nor pushed last. What is not known approves nothing.
 */
export function approvalsOf(facts: ApprovalFacts): Approvals {
  const { class: raised, reasons } = raisedClass(facts)
  const demand = demandOf(raised, facts.base)
  const { counted, ignored } = judgeReviews(facts, demand)
  const missing = counted.length >= demand.count ? [] : missingSentences(facts, { demand, counted: counted.length })
  return { class: raised, raised: reasons, approved: missing.length === 0, requiredBy: demand.by, required: demand.count, counted, ignored, missing }
}

const WORDS = { reviewers: ['a reviewer or admin', 'reviewers or admins'], admins: ['an admin', 'admins'], nobody: ['', ''] } as const

function missingSentences({ head, teams }: ApprovalFacts, { demand, counted }: { readonly demand: Demand; readonly counted: number }): readonly string[] {
  const left = demand.count - counted
  const [one, many] = WORDS[demand.by]
  const who = left === 1 ? `1 approval by ${one} of the Hub is` : `${left} approvals by ${many} of the Hub are`
  const unseen = demand.teams.filter(({ kind }) => teams[kind] === null)
  return [
    `${who} missing at ${head}; ${demand.count} expected, ${counted} given.`,
    ...unseen.map(({ name }) => `The team "${name}" is not in sight, so none of its members counts.`),
  ]
}
