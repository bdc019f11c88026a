import type { Environment } from '../../src/model/environment.ts'
import type { PublishedVerdict, ShownApprovals } from '../../src/model/published-verdict.ts'
import type { RequestReport } from '../../src/model/request-report.ts'
import { COMMENT_MARKER, requestComment } from '../../src/report/request-comment.ts'
import { classOfReport, verdictOutcome } from '../../src/stages/verdict-outcome.ts'
import type { Job } from '../frame.ts'
import { type Asking, approvalsNow } from './approvals.ts'
import { basePeople } from './base-people.ts'
import { checkReport, VERDICT_CHECK } from './check-report.ts'
import { receivedReport } from './receive.ts'
import { isAt, type Working } from './request.ts'

/**
 * Publishes the required check run at exactly the head that was judged, and the comment: green where the report does not fail and the
 * approvals hold by what the host says now. A head that has moved gets nothing.
 */
export async function publish(job: Job, working: Working): Promise<void> {
  const report = await receivedReport(job, working.request)
  let known: Promise<Environment> | null = null
  const people = (): Promise<Environment> => {
    known ??= basePeople(job, working.request.base)
    return known
  }
  const published = await publishOnce(job, { ...working, people }, report)
  // Whoever took back an approval meanwhile must not find it green.
  if (published?.outcome.conclusion === 'success') await confirm(job, { ...working, people }, published)
}

async function publishOnce(job: Job, working: Asking, report: RequestReport): Promise<PublishedVerdict | null> {
  const verdict = await verdictOf(job, working, report)
  if (!(await isThere(working))) {
    job.say(`nothing is published: the request is not at ${working.request.head} any more`)
    return null
  }
  await tell(job, working, verdict)
  return verdict
}

async function confirm(job: Job, working: Asking, { report }: PublishedVerdict): Promise<void> {
  const again = await verdictOf(job, working, report)
  if (again.outcome.conclusion !== 'success') await tell(job, working, again)
}

async function verdictOf(job: Job, working: Asking, report: RequestReport): Promise<PublishedVerdict> {
  const asks = classOfReport(report)
  const approvals = working.request.isMergeGroup ? await groupApprovals(working, asks) : await approvalsNow(job, working, asks)
  return { report, approvals, outcome: verdictOutcome(report, approvals) }
}

async function isThere({ host, request }: Working): Promise<boolean> {
  return request.isMergeGroup || isAt(await host.pull(request.pull.number), request)
}

/** A group joins what was approved one by one: each is the last of a group of its own, and its own verdict must be green still. */
async function groupApprovals({ host, request, app }: Working, asks: ShownApprovals['class']): Promise<ShownApprovals> {
  const { number, head } = await host.pull(request.pull.number)
  const own = (await host.checks(head.sha, VERDICT_CHECK)).filter((run) => run.app !== null && run.app === app)
  const [latest] = own.toSorted((one, other) => other.id - one.id)
  const missing = latest?.conclusion === 'success' ? [] : [`Pull request ${number} has no green verdict of its own at ${head.sha}.`]
  return { class: asks, raised: [], requiredBy: 'nobody', required: 0, counted: [], ignored: [], missing }
}

async function tell(job: Job, { host, request }: Working, verdict: PublishedVerdict): Promise<void> {
  const body = requestComment(verdict)
  const { conclusion, title } = verdict.outcome
  await host.publishCheck(checkReport(verdict, body))
  if (!request.isMergeGroup) await host.publishComment(request.pull.number, { marker: COMMENT_MARKER, body })
  await job.summary(body)
  job.output('conclusion', conclusion)
  job.output('class', verdict.approvals.class)
  job.say(`${VERDICT_CHECK} at ${request.head} is ${conclusion}: ${title}`)
}
