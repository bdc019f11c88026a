import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { MAX_REPORT_BYTES } from '../../src/model/request-limits.ts'
import type { RequestReport } from '../../src/model/request-report.ts'
import { formatInstant } from '../../src/model/time.ts'
import { unreadableRequest } from '../../src/report/request-report.ts'
import { readRequestReport } from '../../src/stages/read-request-report.ts'
import type { Job } from '../frame.ts'
import { placeBelow } from './place-below.ts'
import { bindingOf, type Request } from './request.ts'

/** What `compute` has found of exactly this request in this run; in place of what is anything else, a report that fails. */
export async function receivedReport(job: Job, request: Request): Promise<RequestReport> {
  const binding = bindingOf(job, request)
  const bytes = await bounded(placeBelow(job, 'report'))
  const read = bytes === null ? { ok: false as const, problem: 'the job that reads the request has left no report' } : readRequestReport(bytes, binding)
  return read.ok ? read.report : unreadableRequest(read.problem, binding, formatInstant(job.at))
}

/** One byte more than may be there is enough to see that it is too much. A link, and what is no file, is not there. */
async function bounded(path: string): Promise<Uint8Array | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
  if (file === null) return null
  try {
    if (!(await file.stat()).isFile()) return null
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_REPORT_BYTES + 1), 0, MAX_REPORT_BYTES + 1, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
