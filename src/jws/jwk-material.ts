import { CURVES } from '../pki/curves.ts'
import { concat, positiveInteger, sequence } from '../pki/der-write.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { parsePublicKey, spkiOfPoint, spkiOfRsa } from '../pki/spki.ts'
import { readBase64url } from './base64url.ts'
import { KeySetError, shown } from './key-set-problem.ts'

export type Jwk = Readonly<Record<string, unknown>>

/** The members that make the key, by type, and the key they make. */
const TYPES: ReadonlyMap<unknown, { readonly members: readonly string[]; readonly spki: (jwk: Jwk) => Uint8Array }> = new Map([
  ['RSA', { members: ['n', 'e'], spki: rsaSpki }],
  ['EC', { members: ['crv', 'x', 'y'], spki: ecSpki }],
])

/** Names of the members that make a key of that type, or null where it is none that a registry takes (RFC 7518 §6.1). */
export const materialMembers = (kty: unknown): readonly string[] | null => TYPES.get(kty)?.members ?? null

/** Facts of the key that a JWK of type RSA or EC is; throws `KeySetError` where its members are not as RFC 7518 §6 has them. */
export function materialOf(jwk: Jwk): PublicKeyFacts {
  const spki = TYPES.get(jwk['kty'])?.spki(jwk)
  const parsed = spki === undefined ? null : parsePublicKey(spki)
  if (parsed?.ok !== true) throw new KeySetError('unreadable', parsed?.message ?? `"kty" is ${shown(jwk['kty'])}; expected "RSA" or "EC".`)
  return parsed.facts
}

function rsaSpki(jwk: Jwk): Uint8Array {
  return spkiOfRsa(sequence(positiveInteger(unsigned(jwk, 'n')), positiveInteger(unsigned(jwk, 'e'))))
}

/** Base64urlUInt (RFC 7518 §2): no leading zero octet. */
function unsigned(jwk: Jwk, member: string): Uint8Array {
  const octets = octetsOf(jwk, member)
  if (octets[0] === 0) throw new KeySetError('unreadable', `"${member}" begins with a zero octet; expected the number alone.`)
  return octets
}

function ecSpki(jwk: Jwk): Uint8Array {
  const [oid, curve] = [...CURVES].find(([, { name, equation }]) => name === jwk['crv'] && equation !== null) ?? []
  if (oid === undefined || curve === undefined)
    throw new KeySetError('weak-key', `"crv" is ${shown(jwk['crv'])}; expected "P-256" or another curve that the policy names.`)
  const [x, y] = ['x', 'y'].map((member) => coordinate(jwk, member, Math.ceil(curve.bits / 8)))
  return spkiOfPoint(oid, concat([Uint8Array.of(4), x ?? NOTHING, y ?? NOTHING]))
}

const NOTHING = new Uint8Array()

/** RFC 7518 §6.2.1.2: as many octets as the curve has, leading zeros kept. */
function coordinate(jwk: Jwk, member: string, size: number): Uint8Array {
  const octets = octetsOf(jwk, member)
  if (octets.length !== size) throw new KeySetError('unreadable', `"${member}" has ${octets.length} octets; ${String(jwk['crv'])} has ${size}.`)
  return octets
}

function octetsOf(jwk: Jwk, member: string): Uint8Array {
  const octets = readBase64url(jwk[member])
  if (octets === null) throw new KeySetError('unreadable', `"${member}" is ${shown(jwk[member])}; expected base64url without padding.`)
  return octets
}
