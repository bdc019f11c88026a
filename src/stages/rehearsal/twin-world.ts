import type { Desired } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'

/** The twin environment, as it was loaded, and its keys. */
export interface TwinWorld {
  readonly environment: Environment
  readonly desired: Desired
  /** Private keys, PKCS#8 PEM, by the SHA-256 of their SubjectPublicKeyInfo. */
  readonly keys: ReadonlyMap<string, string>
  readonly at: Date
}
