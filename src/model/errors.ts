/** Exit codes of every command (CONTRACT §3). */
export type ErrorCode = 'usage' | 'refused' | 'bug'

export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = { usage: 2, refused: 3, bug: 70 }

/**
 * What stops the program: not a finding, because nobody can mend it by editing the repository.
 * `usage`: wrong words, no such environment or revision. `refused`: guard, stale plan, rollback, unsafe set-up.
 */
export class MuhuriError extends Error {
  readonly code: ErrorCode
  readonly hint: string | null

  constructor(code: ErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'MuhuriError'
    this.code = code
    this.hint = options.hint ?? null
  }
}
