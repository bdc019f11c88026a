import type { Parsed } from '../pki/facts.ts'
import type { Problem } from './rule.ts'

/** One problem where the file was not read for that reason. */
export function unreadableProblem(parsed: Parsed<unknown>, reason: 'unreadable' | 'extra-data', hint: string): Problem[] {
  if (parsed.ok || parsed.reason !== reason) return []
  return [{ message: parsed.message, hint, position: parsed.line === undefined ? null : { line: parsed.line, column: 1 } }]
}
