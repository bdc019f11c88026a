import type { RenderedFile } from '../../model/rendered.ts'
import type { Tree, TreeEntry } from '../../model/tree.ts'
import type { SituationName, Variant } from './cases.ts'
import type { Verdict } from './rehearsal.ts'
import type { Identity } from './scene.ts'

/** Files that differ from those of a base: changed or added, and taken away. */
export interface Difference {
  readonly set: Readonly<Record<string, string>>
  readonly removed: readonly string[]
}

/** Someone who calls the Hub with all that a DFSP has, but for the certificate. */
export interface Actor {
  /** What the id of its row ends with; empty for the good client of the CA that issues now. */
  readonly name: string
  readonly identity: Identity | null
  readonly expected: Verdict
}

/** A state of the Hub's CAs and clocks, with those who call the Hub in it, by DFSP. */
export interface PreparedSituation {
  /** How far the clock that everything was made by is ahead of the gateway's. */
  readonly aheadSeconds: number
  readonly actors: Readonly<Record<string, readonly Actor[]>>
}

/** A state of the environment that some cases need; for every other DFSP nothing may have changed. */
export interface PreparedVariant {
  readonly name: Exclude<Variant, 'base'> | SituationName
  /** Those whom it concerns. */
  readonly dfsps: readonly string[]
  /** In the environment repository. */
  readonly tree: Difference
  /** In the rendered files. */
  readonly files: Difference
  /** Absent where the right request, or what the case makes of it, is all that is sent. */
  readonly situation?: PreparedSituation
}

/** Certificates with keys that no registry holds. */
export interface Props {
  /** Of each DFSP that has a certificate: another of the same CA and names. */
  readonly unpinned: Readonly<Record<string, Identity>>
  /** What a DFSP's callback server shows: its own, the same names under another CA, and its own CA for another host. */
  readonly callbacks: Readonly<
    Record<string, { readonly own: readonly Identity[]; readonly wrongCa: readonly Identity[]; readonly wrongHost: readonly Identity[] }>
  >
  /** The token endpoint's. */
  readonly issuer: Identity & { readonly ca: string }
}

/** Everything that a rehearsal runs on but the rendered files: plain data, all keys in it are throw-away ones. */
export interface Prepared {
  readonly version: 1
  /** ISO seconds; what was rendered is right at this instant. */
  readonly asOf: string
  /** The environment repository with everyone's keys replaced: path to text. */
  readonly tree: Readonly<Record<string, string>>
  /** Private keys, PKCS#8 PEM, by the SHA-256 of their SubjectPublicKeyInfo. */
  readonly keys: Readonly<Record<string, string>>
  readonly props: Props
  readonly variants: readonly PreparedVariant[]
}

/** As `render --out` lays them: `hub/haproxy/haproxy.cfg`; with a key beside each certificate of a gateway. */
export type PreparedFiles = readonly RenderedFile[]

/** The tree's texts. What is not a text file has no part in a rehearsal. */
export function textsOf(tree: Tree): Record<string, string> {
  return Object.fromEntries(tree.entries.flatMap(({ path, bytes }) => (bytes === null ? [] : [[path, Buffer.from(bytes).toString('utf8')]])))
}

/** A tree of these texts, in the order that trees have. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(texts).sort()
  return { commit: null, treeId: null, entries: paths.map((path) => entryOf(path, texts[path] ?? '')) }
}

function entryOf(path: string, text: string): TreeEntry {
  const bytes = new Uint8Array(Buffer.from(text))
  return { path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: path.startsWith('issued/') ? 'issued' : 'main' }
}

/** The base with the difference applied. */
export function applyDifference(texts: Readonly<Record<string, string>>, { set, removed }: Difference): Record<string, string> {
  const merged = { ...texts, ...set }
  return Object.fromEntries(Object.entries(merged).filter(([path]) => !removed.includes(path)))
}

/** What turns `before` into `after`. */
export function differenceOf(before: readonly RenderedFile[], after: readonly RenderedFile[]): Difference {
  const old = new Map(before.map(({ path, text }) => [path, text]))
  const now = new Set(after.map(({ path }) => path))
  return {
    set: Object.fromEntries(after.flatMap(({ path, text }) => (old.get(path) === text ? [] : [[path, text]]))),
    removed: [...old.keys()].filter((path) => !now.has(path)),
  }
}
