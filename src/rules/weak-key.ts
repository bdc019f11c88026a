import type { PublicKeyFacts } from '../pki/facts.ts'
import { type KeyPolicy, keyProblem } from '../pki/key-policy.ts'
import { keyWeaknesses } from '../pki/key-quality.ts'
import { revokedKeys } from './revoked-keys.ts'
import type { CheckContext, Problem } from './rule.ts'
import { sharedPrimeWith } from './shared-primes.ts'

/** The key that a file brings, and how to make another. */
export interface BroughtKey {
  readonly path: string
  readonly key: PublicKeyFacts
  readonly policy: KeyPolicy
  readonly hint: string
}

/**
 * One problem where others can know the private key, or the policy refuses the key. A blocked key that is also revoked is
 * left to `key-compromised`.
 */
export function weakKeyProblem({ path, key, policy, hint }: BroughtKey, context: CheckContext): readonly Problem[] {
  const message = blockedMessage(key, context) ?? keyProblem(key, policy)
  if (message !== null) return [{ message, hint }]
  const other = sharedPrimeWith(path, context)
  if (other === undefined) return []
  return [
    {
      message: `RSA modulus has a prime in common with that of "${other}"; anyone can compute both private keys.`,
      hint: `${hint}; the other key is lost too: revoke and replace it`,
    },
  ]
}

/** Why others can know the private key, whatever the policy, or null. */
export const lostKeyMessage = (key: PublicKeyFacts, context: CheckContext): string | null =>
  blockedMessage(key, context) ?? keyWeaknesses(key)[0]?.message ?? null

function blockedMessage({ sha256 }: PublicKeyFacts, context: CheckContext): string | null {
  if (!context.environment.blockedKeys.has(sha256) || revokedKeys(context).has(sha256)) return null
  return `The key ${sha256} is on the list of blocked keys; expected one that nobody else can know.`
}
