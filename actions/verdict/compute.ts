import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openRevision } from '../../scripts/open-environment.ts'
import { fetchRequest } from '../../src/adapters/request/fetch.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { JudgedRequest } from '../../src/model/judged-request.ts'
import type { RequestReport } from '../../src/model/request-report.ts'
import { formatInstant } from '../../src/model/time.ts'
import { requestReport, unreadableRequest } from '../../src/report/request-report.ts'
import { judgeRequest } from '../../src/stages/judge-request.ts'
import type { Job } from '../frame.ts'
import { remoteOf } from '../remote-of.ts'
import { placeBelow } from './place-below.ts'
import { bindingOf, type Request, type Working } from './request.ts'

/** Judges the request by base's policy, holding no secret, and writes the report that `publish` reads. */
export async function compute(job: Job, { request }: Working): Promise<void> {
  const report = await reportOf(job, request)
  const path = job.input('report') === '' ? await ownPlace(job) : placeBelow(job, 'report')
  await writeFile(path, `${JSON.stringify(report)}\n`)
  job.output('report', path)
  job.output('verdict', report.verdict)
  job.output('class', report.class)
  job.output('digest', report.digest ?? '')
  job.say(`the verdict on ${request.head} is ${report.verdict}`)
}

/** The artifact holds the file by this name. */
const ownPlace = async ({ temporary }: Job): Promise<string> => join(await mkdtemp(join(temporary, 'muhuri-verdict-')), 'report.json')

/** What cannot be read is judged too: it fails. Only a bug of ours ends the job without a report. */
async function reportOf(job: Job, request: Request): Promise<RequestReport> {
  const binding = bindingOf(job, request)
  try {
    return requestReport(await judged(job, request), binding)
  } catch (error) {
    if (!(error instanceof MuhuriError) || error.code === 'bug') throw error
    return unreadableRequest(error.message, binding, formatInstant(job.at))
  }
}

async function judged(job: Job, { pull, isMergeGroup, head, base }: Request): Promise<JudgedRequest> {
  const { gitDir, issued } = await fetchRequest(remoteOf(job), { base, head, pull: isMergeGroup ? null : pull.number }, job.temporary)
  const surroundings = { cwd: job.workspace, env: job.env }
  return judgeRequest({
    base: await openRevision({ gitDir, revision: base, issued }, surroundings),
    head: await openRevision({ gitDir, revision: head, issued, since: base }, surroundings),
    at: job.at,
    actor: isMergeGroup ? null : pull.author.id,
    mergeGroup: isMergeGroup,
  })
}
