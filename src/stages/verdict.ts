import type { Environment } from '../model/environment.ts'
import type { Finding, Verdict } from '../model/finding.ts'
import type { ChangeClass } from '../model/plan.ts'
import { treeChanges } from '../model/tree-changes.ts'

const VERDICTS: Readonly<Record<ChangeClass, Verdict>> = { restrict: 'pass', 'self-service': 'pass', 'hub-review': 'hub-review', 'hub-admin': 'hub-admin' }

export interface VerdictInput {
  readonly base: Environment
  readonly head: Environment
  readonly class: ChangeClass
  /** The author is known, or need not be. */
  readonly ownershipChecked: boolean
  readonly mergeGroup: boolean
  /** What base has at the same instant. */
  readonly before: readonly Finding[]
}

/** `fail` where head adds an error; else what its change class asks for. In a merge group only errors count. */
export function relativeVerdict(findings: readonly Finding[], input: VerdictInput): Verdict {
  if (blockingErrors(findings, input).length > 0) return 'fail'
  if (input.mergeGroup) return 'pass'
  const verdict = VERDICTS[input.class]
  return verdict === 'pass' && !input.ownershipChecked ? 'hub-review' : verdict
}

/**
 * Nothing that it does not itself bring about can hold up a change that only takes authority away (DESIGN §2): neither what is wrong
 * elsewhere, nor what was wrong already in a file that it touches.
 */
function blockingErrors(findings: readonly Finding[], input: VerdictInput): readonly Finding[] {
  const errors = findings.filter((finding) => finding.severity === 'error' && finding.new)
  if (errors.length === 0 || input.class !== 'restrict') return errors
  const touched = new Set(treeChanges(input.base.tree, input.head.tree).map(({ path }) => path))
  const old = new Set(input.before.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`))
  return errors.filter(({ code, path }) => (path === '.' || touched.has(path)) && !old.has(`${code} ${path}`))
}
