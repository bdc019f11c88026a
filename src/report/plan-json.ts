import type { Plan } from '../model/plan.ts'

/** The plan as CONTRACT §3 has it (schema `plan`). */
export function planJson(plan: Plan): string {
  const { digest, changes, guards, files, ...head } = plan
  const findings = plan.findings.map(({ sha256: _, ...finding }) => finding)
  return `${JSON.stringify({ ...head, digest, changes, guards, files, findings }, null, 2)}\n`
}
