import type { Environment } from '../../model/environment.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { PastGrowth } from '../../model/past-growth.ts'
import type { Guard } from '../../model/plan.ts'
import type { CheckContext, Problem } from '../rule.ts'

/** A guard that was measured, and where and how a tripped one is said. */
export interface Measure extends Guard {
  readonly dfsp: string | null
  readonly path: string
  readonly message: string
}

export interface MeasureContext {
  readonly base: Environment
  readonly head: Environment
  /** Base's. */
  readonly settings: EnvironmentFile
  readonly at: Date
  /** What was merged before, where history was looked at. */
  readonly past?: PastGrowth | null
}

/** Tripped measures as problems; a change that only takes authority away meets them as warnings (DESIGN §3). */
export function guardProblems(measures: readonly Measure[], { changeClass }: CheckContext): readonly Problem[] {
  const weak = changeClass === 'restrict' ? { severity: 'warning' as const } : {}
  return measures.flatMap(({ tripped, path, dfsp, message }) => (tripped ? [{ ...weak, path, dfsp, message }] : []))
}

/** To four digits: the same text wherever it is computed. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
