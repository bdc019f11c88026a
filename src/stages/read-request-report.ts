import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import schema from '../../schemas/request-report.schema.json' with { type: 'json' }
import { MAX_REPORT_BYTES } from '../model/request-limits.ts'
import type { RequestBinding, RequestReport } from '../model/request-report.ts'

export type ReadReport = { readonly ok: true; readonly report: RequestReport } | { readonly ok: false; readonly problem: string }

let compiled: ValidateFunction<RequestReport> | null = null

/** The report in these untrusted bytes, if it is one, and of exactly this request and run; nothing of theirs is in a problem. */
export function readRequestReport(bytes: Uint8Array, expected: Omit<RequestBinding, 'base'>): ReadReport {
  if (bytes.length > MAX_REPORT_BYTES) return refused(`it has ${bytes.length} bytes; expected at most ${MAX_REPORT_BYTES}`)
  const value = parsed(bytes)
  compiled ??= new Ajv2020({ strict: true, allowUnionTypes: true, validateSchema: false }).compile<RequestReport>(schema)
  if (!compiled(value)) return refused(`it is not what schema "request-report" describes`)
  const strange = BINDING.find((of) => of(value) !== of({ ...value, ...expected }))
  return strange === undefined ? { ok: true, report: value } : refused('it is of another request, head or run')
}

const BINDING: readonly ((of: RequestBinding) => unknown)[] = [
  ({ repository }) => repository,
  ({ run }) => run.id,
  ({ pullRequest }) => pullRequest,
  ({ author }) => author,
  ({ head }) => head,
]

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

const refused = (problem: string): ReadReport => ({ ok: false, problem: `the report of the job that reads the request is refused: ${problem}` })
