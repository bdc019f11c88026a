/** What is remembered outside the repository of where an environment stood: an older state is refused (DESIGN §7). */
export interface Checkpoint {
  readonly version: 1
  /** Id of the environment. */
  readonly environment: string
  /** One higher with every writing. */
  readonly sequence: number
  /** HEAD of the people's branch, 40 hex; null in a folder without Git. */
  readonly commit: string | null
  /** Head of branch `issued`; null where there is none. */
  readonly issuedCommit: string | null
  /** Greatest number of any CRL, by name of the Hub CA; decimal. */
  readonly crlNumbers: Readonly<Record<string, string>>
  /** What those commits do not hold: path of a record or revocation → SHA-256 of its bytes, or `intended`. */
  readonly ledger?: Readonly<Record<string, string>>
  /** ISO seconds, UTC. */
  readonly at: string
  /** Present where `audit --recover` set a head that does not descend from the one before. */
  readonly recovered?: { readonly from: string | null; readonly sequence: number; readonly sources: readonly string[] }
}

const COMMIT = /^[0-9a-f]{40}$/
const NUMBER = /^\d{1,60}$/

/** The checkpoint that this text is, or null where it is none. */
export function readCheckpoint(text: string): Checkpoint | null {
  try {
    const value: unknown = JSON.parse(text)
    return isCheckpoint(value) ? value : null
  } catch {
    return null
  }
}

/** Canonical text of a checkpoint. */
export const checkpointText = (checkpoint: Checkpoint): string => `${JSON.stringify(checkpoint, null, 2)}\n`

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false
  const { version, environment, sequence, commit, issuedCommit, crlNumbers, ledger, at } = value as Partial<Checkpoint>
  if (version !== 1 || typeof environment !== 'string' || typeof at !== 'string' || !isSequence(sequence)) return false
  return isCommit(commit) && isCommit(issuedCommit) && isTexts(crlNumbers, NUMBER) && (ledger === undefined || isTexts(ledger, /^(intended|[0-9a-f]{64})$/))
}

const isSequence = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0

const isCommit = (value: unknown): boolean => value === null || (typeof value === 'string' && COMMIT.test(value))

function isTexts(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string' && pattern.test(text))
}
