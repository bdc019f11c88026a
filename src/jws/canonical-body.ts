import { stringify } from 'safe-stable-stringify'
import { repeatedMember } from './unique-members.ts'

export type CanonicalBody = { readonly ok: true; readonly bytes: Uint8Array; readonly value: unknown } | { readonly ok: false; readonly message: string }

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** As many digits as every number of IEEE 754 keeps (RFC 8259 §6). */
const SAFE_DIGITS = 15

/**
 * A JSON body with its keys in order and no white space: the bytes that are signed and sent, so that a receiver who parses and
 * writes it again gets the same ones. Refused where that would change what it says: a member twice, a number with more digits than are kept.
 */
export function canonicalBody(body: Uint8Array): CanonicalBody {
  const json = decoded(body)
  if (json === null) return { ok: false, message: 'The body is not UTF-8.' }
  const value = parsed(json)
  if (value === undefined || value === null || typeof value !== 'object') return { ok: false, message: 'The body is not a JSON object or list.' }
  const twice = repeatedMember(json)
  if (twice !== null) return { ok: false, message: `The body has the member "${twice}" twice; readers differ on which counts.` }
  const lost = [...json.matchAll(NUMBER)].map(([token]) => token).find((token) => !token.startsWith('"') && isLossy(token))
  if (lost !== undefined) return { ok: false, message: `The body has the number ${lost}, which loses digits when it is written again; send it as text.` }
  return { ok: true, bytes: new TextEncoder().encode(stringify(value) ?? ''), value }
}

function decoded(body: Uint8Array): string | null {
  try {
    return strictUtf8.decode(body)
  } catch {
    return null
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function isLossy(token: string): boolean {
  const digits = token
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '')
  return digits.length > SAFE_DIGITS || !Number.isFinite(Number(token))
}
