/** What is wrong with a key set; the code is that of the `jws/` finding. */
export interface KeySetProblem {
  readonly code: 'unreadable' | 'private-key' | 'algorithm' | 'weak-key' | 'key-reuse'
  readonly message: string
}

/** Stops the reading of one key, or of the set. */
export class KeySetError extends Error {
  readonly problem: KeySetProblem

  constructor(code: KeySetProblem['code'], message: string) {
    super(message)
    this.problem = { code, message }
  }
}

/** At most 40 characters of a value, as JSON: what is not printable is escaped. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length <= 42 ? json : `${json.slice(0, 40)}…`
}
