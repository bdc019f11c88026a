/** Files that one job hands to the job that publishes them, as one JSON document of bounded size. */
export interface Publication {
  readonly version: 1
  readonly kind: PublicationKind
  /** Of the signing manifest; for rendered files of the files themselves. */
  readonly digest: string
  /** Commit of main that it was made from. */
  readonly source: string
  /** Where the branch stood that it goes to, 40 hex; null where it was not there. */
  readonly onto: string | null
  /** Of a request that was signed before its merge. */
  readonly head: { readonly pullRequest: number; readonly commit: string } | null
  /** By path as in the branch; null for one that goes. */
  readonly files: Readonly<Record<string, string | null>>
}

const KINDS = ['intended', 'signed', 'crl', 'rendered'] as const
export type PublicationKind = (typeof KINDS)[number]

const COMMIT = /^[0-9a-f]{40}$/
const DIGEST = /^[0-9a-f]{64}$/

/** The publication that this text is, or null where it is none. */
export function readPublication(text: string): Publication | null {
  try {
    const value: unknown = JSON.parse(text)
    return isPublication(value) ? value : null
  } catch {
    return null
  }
}

function isPublication(value: unknown): value is Publication {
  if (typeof value !== 'object' || value === null) return false
  const { version, kind, digest, source, onto, head, files, ...more } = value as Partial<Publication>
  const isKnown = version === 1 && KINDS.some((known) => known === kind) && Object.keys(more).length === 0
  return isKnown && fits(digest, DIGEST) && fits(source, COMMIT) && (onto === null || fits(onto, COMMIT)) && isHead(head) && isFiles(files)
}

const fits = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

function isHead(value: unknown): boolean {
  if (value === null) return true
  const { pullRequest, commit } = (value ?? {}) as NonNullable<Partial<Publication>['head']>
  return Number.isSafeInteger(pullRequest) && pullRequest > 0 && fits(commit, COMMIT)
}

function isFiles(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => text === null || typeof text === 'string')
}
