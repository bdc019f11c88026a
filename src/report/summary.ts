import type { CheckReport, Severity } from '../model/finding.ts'

const WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  notice: ['notice', 'notices'],
}

/** `2 errors, 1 warning, 0 notices; verdict: fail`. */
export function summary({ findings, verdict }: CheckReport): string {
  const counts = (Object.keys(WORDS) as Severity[]).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return `${count} ${WORDS[severity][count === 1 ? 0 : 1]}`
  })
  return `${counts.join(', ')}; verdict: ${verdict}`
}
