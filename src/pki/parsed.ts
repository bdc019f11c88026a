/** From throwing readers to `Parsed`: the one place where a `DerError` is caught. */
import { DerError } from './der.ts'
import type { Parsed } from './facts.ts'

/** What `read` gives, or the reason why not. `what` begins the message: "The certificate". */
export function attempt<T>(what: string, read: () => T): Parsed<T> {
  try {
    return { ok: true, facts: read(), canonical: true }
  } catch (error) {
    if (error instanceof DerError) return { ok: false, reason: error.reason, message: `${what} cannot be read as DER: ${error.message}` }
    throw error
  }
}
