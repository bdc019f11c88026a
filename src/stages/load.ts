import type { Document, Environment } from '../model/environment.ts'
import type { EnvironmentFile } from '../model/generated/files.ts'
import { DFSP_ID, locate } from '../model/layout.ts'
import { effectiveSettings } from '../model/policy.ts'
import type { Tree, TreeEntry } from '../model/tree.ts'
import { readBlockedKeys } from './load/blocked-keys.ts'
import { lintTree } from './load/lint-tree.ts'
import { loadDfsp } from './load/load-dfsp.ts'
import { loadHub } from './load/load-hub.ts'
import { loadIssued } from './load/load-issued.ts'
import { documentOf, documentsOf, type Places, sortPlaces } from './load/places.ts'

export interface LoadOptions {
  /** SHA-256 of keys that nobody may use, besides those of `blocked-keys.txt`. */
  readonly blockedKeys?: ReadonlySet<string>
}

const NOTHING: Places = new Map()

/**
 * Everything that a tree holds, parsed once: the only parser. Files that a `repo/*` rule refuses are not read; what
 * cannot be read is said in `parsed` and `problems`. Never throws on content; the order of entries does not count.
 */
export function load(given: Tree, options: LoadOptions = {}): Environment {
  const tree = inOrder(given)
  const { entries, findings } = lintTree(tree)
  const { shared, dfsps } = sortPlaces(entries)
  const blocked = (shared.get('blocked-keys') ?? []).map(readBlockedKeys)
  return {
    tree,
    settings: settingsOf(shared),
    hub: loadHub(shared),
    dfsps: dfspIds(tree).map((id) => loadDfsp(id, dfsps.get(id) ?? NOTHING)),
    issued: loadIssued(shared),
    revoked: documentsOf(shared, 'revoked', 'revoked'),
    waivers: documentsOf(shared, 'waiver', 'waiver'),
    confirmations: documentsOf(shared, 'confirmation', 'confirmation'),
    blockedKeys: new Set([...(options.blockedKeys ?? []), ...blocked.flatMap(({ keys }) => keys)]),
    treeFindings: [...findings, ...blocked.flatMap((read) => read.findings)],
  }
}

function inOrder(tree: Tree): Tree {
  const { entries } = tree
  if (entries.every(({ path }, index) => index === 0 || (entries[index - 1]?.path ?? '') <= path)) return tree
  return { ...tree, entries: [...entries].sort(byPath) }
}

function byPath(a: TreeEntry, b: TreeEntry): number {
  if (a.path === b.path) return 0
  return a.path < b.path ? -1 : 1
}

function settingsOf(places: Places): Document<EnvironmentFile> | null {
  const document = documentOf(places, 'environment', 'environment')
  return document === null || document.value === null ? document : { ...document, value: effectiveSettings(document.value) }
}

/** Every id that has a file, though it be one that is refused. */
function dfspIds(tree: Tree): readonly string[] {
  const ids = new Set<string>()
  for (const { path } of tree.entries) {
    const { dfsp } = locate(path)
    if (dfsp !== null && path.startsWith('dfsps/') && DFSP_ID.test(dfsp)) ids.add(dfsp)
  }
  return [...ids].sort()
}
