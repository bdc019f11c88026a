import type { JudgedRequest } from '../model/judged-request.ts'
import { json } from './json.ts'
import { planJson } from './plan-json.ts'

/** The same as data: `{ version, pullRequest, check, plan }`, of which `check` has schema `findings` and `plan` schema `plan`. */
export function requestJson({ report, plan }: JudgedRequest, pullRequest: number | null): string {
  const [check, planned] = [JSON.parse(json(report)) as unknown, JSON.parse(planJson(plan)) as unknown]
  return `${JSON.stringify({ version: 1, pullRequest, check, plan: planned }, null, 2)}\n`
}
