import type { Verdict } from '../model/finding.ts'
import type { ChangeClass } from '../model/plan.ts'
import type { ShownApprovals, VerdictOutcome } from '../model/published-verdict.ts'
import type { RequestReport } from '../model/request-report.ts'
import { highest } from './classify/effect.ts'

/** Green only where the verdict is not fail and the approvals of the class hold. */
export function verdictOutcome({ verdict, problem, counts }: RequestReport, approvals: ShownApprovals): VerdictOutcome {
  const { class: asked, missing, required, counted } = approvals
  if (problem !== null) return { conclusion: 'failure', title: 'could not be judged' }
  if (verdict === 'fail') return { conclusion: 'failure', title: `fail: ${counts.error} new ${counts.error === 1 ? 'error' : 'errors'}` }
  if (missing.length > 0) return { conclusion: 'action_required', title: waiting(approvals) }
  return { conclusion: 'success', title: required === 0 ? `${asked}: no approval is needed` : `${asked}: approved by ${counted.length}` }
}

function waiting({ class: asked, required, counted }: ShownApprovals): string {
  const left = required - counted.length
  return left > 0 ? `${asked}: waits for ${left} ${left === 1 ? 'approval' : 'approvals'}` : `${asked}: waits`
}

const LEAST: Readonly<Record<Verdict, ChangeClass>> = { pass: 'restrict', 'hub-review': 'hub-review', 'hub-admin': 'hub-admin', fail: 'restrict' }

/** The class of a report, never less than its verdict asks for. */
export const classOfReport = ({ class: own, verdict }: RequestReport): ChangeClass => highest([own, LEAST[verdict]])
