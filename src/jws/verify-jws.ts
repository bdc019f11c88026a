/** Signatures in JSON (RFC 7515), verified as strictly as RFC 8725 asks: the key says how, the message only which. */
import type { PublicKeyFacts } from '../pki/facts.ts'
import { readBase64url } from './base64url.ts'
import { type HeaderRules, type JwsHeader, readJwsHeader } from './jws-header.ts'
import { JwsError, type JwsProblem } from './jws-problem.ts'
import { checkSignature } from './jws-signature.ts'

/** A key that may have signed, with the one algorithm that it signs by; `readKeySet` gives such. */
export interface VerificationKey {
  readonly kid: string
  readonly alg: string
  readonly facts: PublicKeyFacts
}

/** Header and signature as they came, in base64url; the payload as bytes, signed as their base64url. */
export interface DetachedJws {
  readonly protectedHeader: string
  readonly payload: Uint8Array
  readonly signature: string
}

export type JwsResult<K extends VerificationKey = VerificationKey> =
  | { readonly ok: true; readonly header: Readonly<Record<string, unknown>>; readonly payload: Uint8Array; readonly key: K }
  | { readonly ok: false; readonly problem: JwsProblem }

/** A message of Mojaloop is far smaller; what is larger is not worth hashing. */
const MAX_CHARACTERS = 8 * 1024 * 1024

/**
 * A compact JWS (RFC 7515 §7.1) is signed by the one key of the set that its `kid` names; without `kid` the set must have exactly one.
 * Keys are never tried in turn. Never throws on untrusted input.
 */
export function verifyCompactJws<K extends VerificationKey>(jws: string, keys: readonly K[], rules: HeaderRules = {}): JwsResult<K> {
  return attempt(() => {
    if (jws.length > MAX_CHARACTERS) throw new JwsError('malformed', `The JWS has ${jws.length} characters; at most ${MAX_CHARACTERS} are read.`)
    const parts = jws.split('.', 4)
    const [protectedHeader = '', encoded = '', signature = ''] = parts
    if (parts.length !== 3 || protectedHeader === '' || encoded === '' || signature === '')
      throw new JwsError('malformed', 'A compact JWS has three parts with a dot between, none empty.')
    return verified({ protectedHeader, encoded, signature }, keys, rules)
  })
}

/** The same for a header and a signature that came apart from the payload, as in `FSPIOP-Signature`; the payload may be empty. */
export function verifyDetachedJws<K extends VerificationKey>(
  { protectedHeader, payload, signature }: DetachedJws,
  keys: readonly K[],
  rules: HeaderRules = {},
): JwsResult<K> {
  return attempt(() => {
    if (payload.length > MAX_CHARACTERS) throw new JwsError('malformed', `The payload has ${payload.length} octets; at most ${MAX_CHARACTERS} are read.`)
    return verified({ protectedHeader, encoded: Buffer.from(payload).toString('base64url'), signature }, keys, rules)
  })
}

interface Encoded {
  readonly protectedHeader: string
  readonly encoded: string
  readonly signature: string
}

function verified<K extends VerificationKey>({ protectedHeader, encoded, signature }: Encoded, keys: readonly K[], rules: HeaderRules): JwsResult<K> {
  const header = readJwsHeader(protectedHeader, rules)
  const key = keyOf(header, keys)
  if (header.alg !== key.alg) throw new JwsError('algorithm', `"alg" is "${header.alg}"; the key signs by "${key.alg}".`)
  const payload = encoded === '' ? new Uint8Array() : octets(encoded, 'The payload')
  checkSignature(octets(signature, 'The signature'), Buffer.from(`${protectedHeader}.${encoded}`, 'latin1'), key)
  return { ok: true, header: header.members, payload, key }
}

function keyOf<K extends VerificationKey>({ kid }: JwsHeader, keys: readonly K[]): K {
  const named = kid === null ? keys : keys.filter((key) => key.kid === kid)
  const [only, another] = named
  if (only !== undefined && another === undefined) return only
  if (kid !== null) throw new JwsError('key', only === undefined ? 'No key has the "kid" of the header.' : 'Several keys have the "kid" of the header.')
  throw new JwsError('key', only === undefined ? 'There is no key to verify with.' : 'The header has no "kid", and there is more than one key.')
}

function octets(text: string, what: string): Uint8Array {
  const bytes = readBase64url(text)
  if (bytes === null) throw new JwsError('malformed', `${what} is not base64url without padding.`)
  return bytes
}

function attempt<K extends VerificationKey>(run: () => JwsResult<K>): JwsResult<K> {
  try {
    return run()
  } catch (error) {
    if (error instanceof JwsError) return { ok: false, problem: error.problem }
    throw error
  }
}
