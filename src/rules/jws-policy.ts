import type { PublicKeyFacts } from '../pki/facts.ts'
import type { KeyPolicy } from '../pki/key-policy.ts'
import type { CheckContext, JwsSubject } from './rule.ts'

/** Which keys are accepted for that use: FSPIOP signatures have limits of their own. */
export function keyPolicyOf(role: JwsSubject['role'], { settings: { policy } }: CheckContext): KeyPolicy {
  return role === 'jws' ? { ...policy.keys, rsaBits: policy.jws.rsaBits, curves: policy.keys.curves } : policy.keys
}

const EC_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

/** The JWS algorithm (RFC 7518 §3.1) that fits such a key, or null where none does. */
export function algorithmOf(key: PublicKeyFacts): string | null {
  if (key.kind === 'rsa') return 'RS256'
  return key.kind === 'ec' ? (EC_ALGORITHMS.get(key.curve) ?? null) : null
}
