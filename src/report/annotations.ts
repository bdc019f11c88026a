import type { CheckReport, Finding, Severity } from '../model/finding.ts'

/** GitHub shows no more of each kind from one step. */
const LIMIT = 10
const KINDS = ['error', 'warning', 'notice'] as const satisfies readonly Severity[]

/** The new findings that a step can show at their lines, errors first. */
export function annotated({ findings }: CheckReport): readonly Finding[] {
  return KINDS.flatMap((severity) => findings.filter((finding) => finding.severity === severity && finding.new).slice(0, LIMIT))
}

/** What an annotation says of a finding. */
export const annotationText = ({ message, hint }: Finding): string => (hint === null ? message : `${message} Hint: ${hint}`)
