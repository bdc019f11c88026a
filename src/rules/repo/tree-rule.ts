import type { FindingCode } from '../../model/finding.ts'
import type { Tree } from '../../model/tree.ts'
import type { Problem, Rule } from '../rule.ts'

/** A rule that runs before anything is parsed, and so knows neither policy nor time. */
export interface TreeRule extends Rule<'tree'> {
  check(tree: Tree): Iterable<TreeProblem>
}

/** A problem that names its path: that entry is not read. */
export interface TreeProblem extends Problem {
  readonly path: string
}

/** What all rules about the tree have in common: errors that nobody can waive. */
export function treeRule(code: FindingCode, summary: string, check: TreeRule['check'], cites: readonly string[] = []): TreeRule {
  return { code, kind: 'tree', severity: 'error', phase: 'syntax', waivable: false, summary, cites, check }
}
