import { locate } from '../../model/layout.ts'
import type { TreeEntry } from '../../model/tree.ts'
import { type TreeProblem, treeRule } from './tree-rule.ts'

export const caseCollision = treeRule(
  'repo/case-collision',
  'No two paths are the same where letter case, or the form of accented letters, does not count.',
  function* (tree) {
    const owners = ownersOf(tree.entries)
    for (const { path } of tree.entries) yield* collisionOf(path, owners)
  },
  ['Unicode Standard Annex #15'],
)

/** For each path and folder, folded: the spelling that keeps it. The one the layout knows wins over one that it does not, then the first. */
function ownersOf(entries: readonly TreeEntry[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  const candidates = [...entries.filter(({ path }) => isRegular(path)), ...entries]
  for (const { path } of candidates) {
    for (const prefix of prefixesOf(path)) {
      const folded = fold(prefix)
      if (!owners.has(folded)) owners.set(folded, prefix)
    }
  }
  return owners
}

function isRegular(path: string): boolean {
  const { kind, problem } = locate(path)
  return kind !== 'unknown' && problem === null
}

function* collisionOf(path: string, owners: ReadonlyMap<string, string>): Iterable<TreeProblem> {
  for (const prefix of prefixesOf(path)) {
    const owner = owners.get(fold(prefix))
    if (owner === undefined || owner === prefix) continue
    yield { path, message: `"${prefix}" and "${owner}" differ only in letter case or accents; expected one of them`, hint: `git rm --cached ${path}` }
    return
  }
}

/** `a`, `a/b`, `a/b/c`. */
function prefixesOf(path: string): readonly string[] {
  const prefixes: string[] = []
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) prefixes.push(path.slice(0, slash))
  return [...prefixes, path]
}

function fold(path: string): string {
  return path.normalize('NFKC').toLowerCase().normalize('NFC')
}
