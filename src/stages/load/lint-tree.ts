import type { Finding } from '../../model/finding.ts'
import { DFSP_ID, locate } from '../../model/layout.ts'
import type { Tree, TreeEntry } from '../../model/tree.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { TreeProblem, TreeRule } from '../../rules/repo/tree-rule.ts'
import { historyRules, treeRules } from '../../rules/repo/tree-rules.ts'

export interface LintedTree {
  /** Entries that no rule refuses: the only ones that are read. */
  readonly entries: readonly TreeEntry[]
  readonly findings: readonly Finding[]
}

/** Runs the `repo/*` rules over a tree, one cause for each entry. */
export function lintTree(tree: Tree): LintedTree {
  const findings: Finding[] = []
  let entries = tree.entries
  for (const rule of treeRules) {
    const problems = new Map<string, TreeProblem>()
    for (const problem of rule.check({ ...tree, entries })) if (!problems.has(problem.path)) problems.set(problem.path, problem)
    if (problems.size === 0) continue
    for (const entry of entries) {
      const problem = problems.get(entry.path)
      if (problem !== undefined) findings.push(findingOf(rule, problem, entry))
    }
    entries = entries.filter(({ path }) => !problems.has(path))
  }
  return { entries, findings: [...findings, ...historyFindings(tree)] }
}

/** What an earlier commit of the change holds is in the repository for ever, once merged. */
function historyFindings(tree: Tree): readonly Finding[] {
  const { history: entries = [] } = tree
  return historyRules.flatMap((rule) =>
    [...rule.check({ ...tree, entries })].map((problem) => {
      const entry = entries.find(({ path }) => path === problem.path)
      return findingOf(rule, { ...problem, message: `an earlier commit of this change: ${problem.message}` }, entry ?? null)
    }),
  )
}

function findingOf(rule: TreeRule, problem: TreeProblem, entry: TreeEntry | null): Finding {
  const { dfsp } = locate(problem.path)
  return {
    code: rule.code,
    severity: rule.severity,
    dfsp: dfsp !== null && DFSP_ID.test(dfsp) ? dfsp : null,
    path: problem.path,
    line: problem.position?.line ?? null,
    column: problem.position?.column ?? null,
    message: problem.message,
    hint: problem.hint ?? null,
    cites: rule.cites,
    new: true,
    sha256: entry === null || entry.bytes === null ? null : sha256Hex(entry.bytes),
  }
}
