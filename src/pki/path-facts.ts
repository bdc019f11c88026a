/** Path validation over parsed certificates (RFC 5280 §6): what `validatePath` and the rules share. */
import { candidatePaths, newSearch } from './path-build.ts'
import { chainProblems } from './path-chain.ts'
import type { FactsRequest, FactsResult, PathProblem } from './path-request.ts'

export type { FactsRequest, FactsResult, PathProblem, PathProblemCode, PathProfile } from './path-request.ts'

const MAX_PATHS = 256

/**
 * Finds a path from the leaf to an anchor that has no problem, trying every combination within fixed budgets; else the problems of the best path found, or why there
 * is none. Same input, same answer; never throws on untrusted input.
 */
export function validateFacts(request: FactsRequest): FactsResult {
  const search = newSearch(request)
  let best: readonly PathProblem[] | null = null
  let tried = 0
  for (const path of candidatePaths(search)) {
    const problems = chainProblems(path, request, search)
    if (problems.length === 0) return { ok: true, path }
    if (best === null || problems.length < best.length) best = problems
    tried += 1
    if (tried >= MAX_PATHS) break
  }
  return { ok: false, problems: best ?? [search.whyNone()] }
}
