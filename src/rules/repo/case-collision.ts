import { locate } from '../../model/layout.ts'
import type { TreeEntry } from '../../model/tree.ts'
import { treeRule } from './tree-rule.ts'

export const caseCollision = treeRule({
  code: 'repo/case-collision',
  summary: 'No two paths are the same where letter case, or the form of accented letters, does not count.',
  cites: ['Unicode Standard Annex #15'],
  *check(tree) {
    const collisions = collidingPrefixes(tree.entries)
    if (collisions.size === 0) return
    for (const { path } of tree.entries) {
      const prefix = prefixesOf(path).find((candidate) => collisions.has(candidate))
      if (prefix === undefined) continue
      const message = `"${prefix}" and "${collisions.get(prefix)}" differ only in letter case or accents; expected one of them`
      yield { path, message, hint: `git rm --cached ${path}` }
    }
  },
})

/** Paths and folders that give way to another spelling of themselves, with that one. */
function collidingPrefixes(entries: readonly TreeEntry[]): ReadonlyMap<string, string> {
  const spellings = new Map<string, Set<string>>()
  for (const prefix of new Set(entries.flatMap(({ path }) => prefixesOf(path)))) {
    const folded = fold(prefix)
    const known = spellings.get(folded)
    if (known === undefined) spellings.set(folded, new Set([prefix]))
    else known.add(prefix)
  }
  const collisions = new Map<string, string>()
  for (const several of [...spellings.values()].filter(({ size }) => size > 1)) {
    const kept = keptOf(several, entries)
    for (const prefix of several) if (prefix !== kept) collisions.set(prefix, kept)
  }
  return collisions
}

/** The spelling that the layout knows wins over one that it does not, then the first. */
function keptOf(spellings: ReadonlySet<string>, entries: readonly TreeEntry[]): string {
  const holds = (prefix: string): boolean => entries.some(({ path }) => (path === prefix || path.startsWith(`${prefix}/`)) && isRegular(path))
  const [first = ''] = spellings
  return [...spellings].find(holds) ?? first
}

function isRegular(path: string): boolean {
  const { kind, problem } = locate(path)
  return kind !== 'unknown' && problem === null
}

/** `a`, `a/b`, `a/b/c`. */
function prefixesOf(path: string): readonly string[] {
  const prefixes: string[] = []
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) prefixes.push(path.slice(0, slash))
  prefixes.push(path)
  return prefixes
}

const ASCII = /^[\x00-\x7f]*$/

function fold(path: string): string {
  return ASCII.test(path) ? path.toLowerCase() : path.normalize('NFKC').toLowerCase().normalize('NFC')
}
