import { createPublicKey } from 'node:crypto'
import type { Jwk } from './jwk-material.ts'
import { KeySetError, type KeySetProblem, shown } from './key-set-problem.ts'
import { type JwkRules, type RegisteredKey, readJwk } from './read-jwk.ts'
import { jwkThumbprint } from './thumbprint.ts'
import { repeatedMember } from './unique-members.ts'

/** A public signature key as JSON Web Key (RFC 7517), of the types that FSPIOP messages and tokens use. */
export interface PublicJwk {
  readonly alg: 'RS256' | 'ES256'
  /** RFC 7638 thumbprint, SHA-256, base64url. */
  readonly kid: string
  /** `kty` and the key's own members only, sorted by name. */
  readonly jwk: Readonly<Record<string, string>>
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] }

/** The key in this SubjectPublicKeyInfo, or null where it is neither RSA nor on P-256. */
export function jwkOfSpki(spki: Uint8Array): PublicJwk | null {
  const exported = exportJwk(spki)
  const alg = algorithmOf(exported)
  if (exported === null || alg === null) return null
  const members = MEMBERS[String(exported['kty'])] ?? []
  const jwk = Object.fromEntries(members.map((name) => [name, String(exported[name])]))
  return { alg, kid: jwkThumbprint(jwk), jwk }
}

function exportJwk(spki: Uint8Array): Record<string, unknown> | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' }) as Record<string, unknown>
  } catch {
    return null
  }
}

function algorithmOf(jwk: Record<string, unknown> | null): PublicJwk['alg'] | null {
  if (jwk?.['kty'] === 'RSA') return 'RS256'
  return jwk?.['kty'] === 'EC' && jwk['crv'] === 'P-256' ? 'ES256' : null
}

/** The JWS part of an environment's policy, as far as it is about keys; what is left out is the schema's default. */
export interface KeySetPolicy {
  readonly algorithms?: readonly string[]
  readonly rsaBits?: readonly number[]
  readonly rsaExponents?: readonly number[]
  readonly curves?: readonly string[]
  /** SHA-256 of SubjectPublicKeyInfos that nobody may use. */
  readonly blocked?: ReadonlySet<string>
  /** Each `kid` is the key's RFC 7638 thumbprint. */
  readonly thumbprintKids?: boolean
}

const DEFAULTS: JwkRules = {
  algorithms: ['RS256'],
  rsaBits: [2048, 3072, 4096],
  rsaExponents: [65_537],
  curves: ['P-256', 'P-384'],
  blocked: new Set(),
  thumbprintKids: false,
}

export type KeySet = { readonly ok: true; readonly keys: readonly RegisteredKey[] } | { readonly ok: false; readonly problems: readonly KeySetProblem[] }

const MAX_KEYS = 64
const MAX_BYTES_OF_KEY = 8 * 1024

/**
 * The public signature keys of a JWK set (RFC 7517 §5), or of one JWK, all of them fit for a registry; else everything that
 * is wrong, at most one problem for each key. Never throws on content.
 */
export function readKeySet(json: string, policy: KeySetPolicy = {}): KeySet {
  try {
    return judged(membersOf(json), { ...DEFAULTS, ...policy })
  } catch (error) {
    if (error instanceof KeySetError) return { ok: false, problems: [error.problem] }
    throw error
  }
}

function judged(jwks: readonly Jwk[], rules: JwkRules): KeySet {
  const problems: KeySetProblem[] = []
  const keys: RegisteredKey[] = []
  for (const [at, jwk] of jwks.entries()) {
    try {
      keys.push(unlike(keys, readJwk(jwk, rules)))
    } catch (error) {
      if (!(error instanceof KeySetError)) throw error
      problems.push(jwks.length === 1 ? error.problem : { ...error.problem, message: `Key ${at + 1}: ${error.message}` })
    }
  }
  return problems.length === 0 ? { ok: true, keys } : { ok: false, problems }
}

function unlike(others: readonly RegisteredKey[], key: RegisteredKey): RegisteredKey {
  if (others.some(({ kid }) => kid === key.kid)) throw new KeySetError('unreadable', `The "kid" ${shown(key.kid)} is already that of another key.`)
  if (others.some(({ facts }) => facts.sha256 === key.facts.sha256)) throw new KeySetError('key-reuse', 'The key is already in the set under another "kid".')
  return key
}

function membersOf(json: string): readonly Jwk[] {
  const value = parsed(json)
  if (!isObject(value)) throw new KeySetError('unreadable', 'The file is not a JSON object; expected a key set { "keys": [ … ] } or one key.')
  const keys = Object.hasOwn(value, 'kty') ? [value] : value['keys']
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_KEYS || !keys.every(isObject))
    throw new KeySetError('unreadable', `"keys" is not a list of 1 to ${MAX_KEYS} keys.`)
  const extra = keys[0] === value ? undefined : Object.keys(value).find((name) => name !== 'keys')
  if (extra !== undefined) throw new KeySetError('unreadable', `The set has the member ${shown(extra)}; expected "keys" alone.`)
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_BYTES_OF_KEY * keys.length)
    throw new KeySetError('unreadable', `The set has ${bytes} bytes; expected at most ${MAX_BYTES_OF_KEY} for each key.`)
  return keys
}

function parsed(json: string): unknown {
  if (json.length > MAX_BYTES_OF_KEY * MAX_KEYS) throw new KeySetError('unreadable', 'The file is too large to be a key set.')
  const value = jsonOf(json)
  const twice = repeatedMember(json)
  if (twice !== null) throw new KeySetError('unreadable', `The member ${shown(twice)} occurs twice in one object; expected once.`)
  return value
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new KeySetError('unreadable', 'The file is not JSON.')
  }
}

const isObject = (value: unknown): value is Jwk => typeof value === 'object' && value !== null && !Array.isArray(value)
