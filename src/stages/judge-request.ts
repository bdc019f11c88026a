import type { Environment } from '../model/environment.ts'
import type { JudgedRequest } from '../model/judged-request.ts'
import { check } from './check.ts'
import { renderedFiles } from './plan/rendered-files.ts'
import { plan } from './plan.ts'

export interface RequestToJudge {
  readonly base: Environment
  /** What a merge of the request into base would give. */
  readonly head: Environment
  readonly at: Date
  /** Numeric id of the author; null in a merge group, and where it is not known. */
  readonly actor: number | null
  readonly mergeGroup: boolean
}

/** Findings, verdict and effects of a request under base's policy: pure, the same for the same revisions and instant. */
export function judgeRequest({ base, head, at, actor, mergeGroup }: RequestToJudge): JudgedRequest {
  const report = check(head, { at, base, actor, mergeGroup })
  const [before, after] = [renderedFiles(base, at), renderedFiles(head, at)]
  const files = before.ok && after.ok ? { baseFiles: before.files, headFiles: after.files } : {}
  const planned = plan({ base, head, at, actor, ...files })
  return {
    report,
    // In a merge group `check` leaves out what was judged in each request.
    plan: { ...planned, findings: report.findings },
    unrendered: [
      ...(before.ok ? [] : [`base renders to nothing, so no files are compared: ${before.reason}`]),
      ...(after.ok ? [] : [`head renders to nothing, so no files are compared: ${after.reason}`]),
    ],
  }
}
