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

interface TreeRuleParts {
  readonly code: FindingCode
  readonly summary: string
  readonly cites?: readonly string[]
  readonly check: TreeRule['check']
}

/** What all rules about the tree have in common: errors that nobody can waive. */
export function treeRule({ cites = [], ...parts }: TreeRuleParts): TreeRule {
  return { kind: 'tree', severity: 'error', phase: 'syntax', waivable: false, cites, ...parts }
}
