import type { Finding } from './finding.ts'

/** Who must agree to a change (DESIGN §2), from least to most. */
export type ChangeClass = 'restrict' | 'self-service' | 'hub-review' | 'hub-admin'

export type ChangeKind =
  | 'issue'
  | 'revoke'
  | 'address-open'
  | 'address-close'
  | 'callback'
  | 'key-add'
  | 'key-retire'
  | 'role'
  | 'status'
  | 'trust-anchor'
  | 'expiry'
  | 'policy'

/** One effect of a merge, in words for the reviewer and as data. */
export interface Change {
  readonly kind: ChangeKind
  readonly dfsp: string | null
  readonly path: string
  readonly before: string | null
  readonly after: string | null
  readonly sentence: string
  readonly class: ChangeClass
}

export interface Guard {
  readonly code: 'guard/removed' | 'guard/last' | 'guard/grown' | 'guard/trust-anchor'
  /** `environment`, or a DFSP's id. */
  readonly scope: string
  readonly value: number
  readonly limit: number
  readonly tripped: boolean
}

export interface FileChange {
  /** Below the render's out folder: `hub/haproxy/maps/pins.map`. */
  readonly path: string
  readonly change: 'added' | 'modified' | 'deleted'
  /** Unified diff, text. */
  readonly diff: string
}

/** What a merge of head into base would do: sorted plain data. */
export interface Plan {
  readonly version: 1
  readonly environment: string | null
  readonly base: string
  readonly head: string
  /** `sha256:` over the main layer's files, whatever commit holds them. */
  readonly baseTree: string
  readonly headTree: string
  readonly asOf: string
  readonly class: ChangeClass
  /** `sha256:` of the canonical JSON of what the plan was made from; `sign` and `render` refuse another. */
  readonly digest: string
  readonly changes: readonly Change[]
  readonly guards: readonly Guard[]
  readonly files: readonly FileChange[]
  readonly findings: readonly Finding[]
}
