import { readBase64url } from './base64url.ts'
import { JwsError } from './jws-problem.ts'
import { shown } from './key-set-problem.ts'
import { repeatedMember } from './unique-members.ts'

/** A protected header: every member of it is one that the verifier's rules name. */
export interface JwsHeader {
  readonly alg: string
  readonly kid: string | null
  readonly members: Readonly<Record<string, unknown>>
}

export interface HeaderRules {
  /** Members that may stand there besides `alg`, `kid` and `typ`: an allow-list. */
  readonly members?: readonly string[]
  /** `typ` is exactly this (RFC 8725 §3.11); by default it may say anything. */
  readonly typ?: string
}

const MAX_BYTES = 8 * 1024
const KID = /^[\x21-\x7e]{1,128}$/
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Members that let the sender say which key is right, or what the signature covers. */
const REFUSED: Readonly<Record<string, string>> = {
  jwk: 'a key of its own',
  jku: 'where to fetch keys',
  x5u: 'where to fetch a certificate',
  x5c: 'a certificate of its own',
  x5t: 'a certificate',
  'x5t#S256': 'a certificate',
  crit: 'extensions that must be understood; none is',
  b64: 'another encoding of the payload (RFC 7797)',
  zip: 'a compression (RFC 8725 §3.6)',
}

/** The header that this base64url is; throws `JwsError`. Rules of RFC 7515 §4 and RFC 8725 §3. */
export function readJwsHeader(encoded: string, rules: HeaderRules): JwsHeader {
  const members = objectOf(textOf(encoded))
  const refused = Object.keys(members).find((name) => Object.hasOwn(REFUSED, name))
  if (refused !== undefined) throw new JwsError('header', `The header has "${refused}", which names ${REFUSED[refused]}; expected none.`)
  const known = new Set(['alg', 'kid', 'typ', ...(rules.members ?? [])])
  const unknown = Object.keys(members).find((name) => !known.has(name))
  if (unknown !== undefined) throw new JwsError('header', `The header has the member ${shown(unknown)}; expected ${[...known].join(', ')}.`)
  const { alg, kid, typ } = members
  if (typeof alg !== 'string') throw new JwsError('algorithm', `"alg" is ${shown(alg)}; expected the name of an algorithm.`)
  if (kid !== undefined && (typeof kid !== 'string' || !KID.test(kid)))
    throw new JwsError('header', `"kid" is ${shown(kid)}; expected 1 to 128 printable characters.`)
  if (rules.typ === undefined ? typ !== undefined && typeof typ !== 'string' : typ !== rules.typ)
    throw new JwsError('header', `"typ" is ${shown(typ)}; expected ${rules.typ === undefined ? 'text' : shown(rules.typ)}.`)
  return { alg, kid: kid ?? null, members }
}

function textOf(encoded: string): string {
  const bytes = encoded.length > (MAX_BYTES * 4) / 3 ? null : readBase64url(encoded)
  if (bytes === null) throw new JwsError('malformed', `The header is not base64url without padding, of at most ${MAX_BYTES} octets.`)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw new JwsError('malformed', 'The header is not UTF-8.')
  }
}

function objectOf(json: string): Readonly<Record<string, unknown>> {
  const value = parsed(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new JwsError('malformed', 'The header is not a JSON object.')
  const twice = repeatedMember(json)
  if (twice !== null) throw new JwsError('malformed', `The header has the member ${shown(twice)} twice; expected once.`)
  return value as Readonly<Record<string, unknown>>
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new JwsError('malformed', 'The header is not JSON.')
  }
}
