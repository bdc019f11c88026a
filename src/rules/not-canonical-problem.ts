import type { Parsed } from '../pki/facts.ts'
import type { Problem } from './rule.ts'

/** One problem where the file was read over text, line ends or labels that Muhuri does not write. */
export function notCanonicalProblem(parsed: Parsed<unknown>, what: string): Problem[] {
  if (!parsed.ok || parsed.canonical) return []
  return [
    {
      message: `The file holds more than its bare ${what}: text around it, other line ends or another label; expected the PEM alone.`,
      hint: 'muhuri join stores the bare block',
    },
  ]
}
