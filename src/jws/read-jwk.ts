import type { PublicKeyFacts } from '../pki/facts.ts'
import { type KeyPolicy, keyProblem } from '../pki/key-policy.ts'
import { checkCertificates } from './jwk-certificates.ts'
import { type Jwk, materialMembers, materialOf } from './jwk-material.ts'
import { KeySetError, shown } from './key-set-problem.ts'
import { jwkThumbprint } from './thumbprint.ts'

/** Which keys a registry takes, in full. */
export interface JwkRules extends KeyPolicy {
  readonly algorithms: readonly string[]
  readonly blocked: ReadonlySet<string>
  readonly thumbprintKids: boolean
}

/** A public signature key of a registry. */
export interface RegisteredKey {
  readonly kid: string
  readonly alg: string
  /** `kty` and the key's own members only. */
  readonly jwk: Readonly<Record<string, string>>
  readonly facts: PublicKeyFacts
}

/** RFC 7518 §6.2.2, §6.3.2, §6.4: what makes a key private, or secret. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'r', 't'] as const

/** Besides the key's own. `x5t` is SHA-1; `x5u` and `jku` would let somebody else say what the key is. */
const MEMBERS: ReadonlySet<string> = new Set(['kty', 'alg', 'use', 'key_ops', 'kid', 'x5c', 'x5t#S256'])

/** RFC 7518 §3.4: each algorithm of ECDSA has its own curve. */
const CURVE_OF: ReadonlyMap<string, string> = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
])

const KID = /^[\x21-\x7e]{1,128}$/

/** The public signature key that a member of a key set is, judged by every rule for a registry; throws `KeySetError`. */
export function readJwk(jwk: Jwk, rules: JwkRules): RegisteredKey {
  const own = refuseMembers(jwk)
  const alg = algorithmOf(jwk, rules.algorithms)
  const kid = jwk['kid']
  if (typeof kid !== 'string' || !KID.test(kid)) throw new KeySetError('unreadable', `"kid" is ${shown(kid)}; expected 1 to 128 printable characters.`)
  const facts = materialOf(jwk)
  if (rules.blocked.has(facts.sha256)) throw new KeySetError('weak-key', `The key ${facts.sha256} is on the list of blocked keys.`)
  const weakness = keyProblem(facts, rules)
  if (weakness !== null) throw new KeySetError('weak-key', weakness)
  checkCertificates(jwk, facts)
  const key = Object.fromEntries(['kty', ...own].sort().map((name) => [name, String(jwk[name])]))
  if (rules.thumbprintKids && kid !== jwkThumbprint(key))
    throw new KeySetError('unreadable', `"kid" is ${shown(kid)}; expected the key's thumbprint ${jwkThumbprint(key)}.`)
  return { kid, alg, jwk: key, facts }
}

/** The names of the members that make the key. */
function refuseMembers(jwk: Jwk): readonly string[] {
  const secret = PRIVATE_MEMBERS.find((name) => Object.hasOwn(jwk, name))
  if (secret !== undefined) throw new KeySetError('private-key', `The key has the private member "${secret}"; expected the public key alone.`)
  const own = materialMembers(jwk['kty'])
  if (own === null) throw new KeySetError('algorithm', `"kty" is ${shown(jwk['kty'])}; expected "RSA" or "EC".`)
  const unknown = Object.keys(jwk).find((name) => !MEMBERS.has(name) && !own.includes(name))
  if (unknown !== undefined) throw new KeySetError('unreadable', `The key has the member ${shown(unknown)}; expected ${[...MEMBERS, ...own].join(', ')}.`)
  return own
}

function algorithmOf(jwk: Jwk, algorithms: readonly string[]): string {
  const { alg, kty, crv, use, key_ops: operations } = jwk
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    throw new KeySetError('algorithm', `"alg" is ${shown(alg)}; the policy has ${algorithms.join(', ')}.`)
  const fits = CURVE_OF.has(alg) ? kty === 'EC' && crv === CURVE_OF.get(alg) : kty === 'RSA' && alg === 'RS256'
  if (!fits)
    throw new KeySetError(
      'algorithm',
      `"alg" is "${alg}", which a key of type ${[kty, crv]
        .filter((part) => part !== undefined)
        .map(shown)
        .join(' on ')} cannot serve.`,
    )
  if (use !== 'sig') throw new KeySetError('algorithm', `"use" is ${shown(use)}; expected "sig".`)
  if (operations !== undefined && JSON.stringify(operations) !== '["verify"]')
    throw new KeySetError('algorithm', `"key_ops" is ${shown(operations)}; expected ["verify"], or none.`)
  return alg
}
