import type { Plan } from '../model/plan.ts'
import { findingText } from './text.ts'
import { visible } from './visible.ts'

const SIGNS = { added: '+', modified: '~', deleted: '-' } as const

/** The plan for a person at a terminal: who must agree, what will happen, which guards and findings stand against it. */
export function planText(plan: Plan): string {
  const parts = [
    [`class ${plan.class}`, `${plan.digest}, as of ${plan.asOf}`],
    section(
      'changes',
      plan.changes.map((change) => `${change.class.padEnd(12)} ${visible(change.sentence)}`),
    ),
    section(
      'guards',
      plan.guards.filter(({ tripped }) => tripped).map(({ code, scope, value, limit }) => `TRIPPED ${code} for ${scope}: ${value}, limit ${limit}`),
    ),
    section(
      'rendered files',
      plan.files.map(({ path, change }) => `${SIGNS[change]} ${visible(path, 300)}`),
    ),
    section(
      'findings',
      plan.findings.filter((finding) => finding.new).map((finding) => findingText(finding, false)),
    ),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)]
}
