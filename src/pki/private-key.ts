/** Private key material in any encoding, anywhere in a file: what must never reach a repository. */
import { isPrivateDer } from './private-key-der.ts'

export interface PrivateKeyFound {
  /** `PEM RSA PRIVATE KEY`, `JWK with d`, `base64 of PKCS#8`, … */
  readonly kind: string
  /** Line, from 1; null in binary files. */
  readonly line: number | null
}

type Detector = (text: string) => readonly { readonly kind: string; readonly at: number }[]

const ARMOUR = /-{3,5} ?BEGIN ([A-Z0-9][A-Z0-9 ]*)?PRIVATE KEY(?: BLOCK)?/gi
const MARKERS: readonly (readonly [RegExp, string])[] = [
  [/PuTTY-User-Key-File-\d/g, 'PuTTY key'],
  [/AGE-SECRET-KEY-1/gi, 'age key'],
  [/openssh-key-v1\0/g, 'OpenSSH key'],
  // The same and "-----BEGIN " once more in base64, as Kubernetes secrets and cloud-init hold them.
  [/b3BlbnNzaC1rZXktdjE/g, 'base64 of an OpenSSH key'],
]
const BINARY_MARKERS: readonly (readonly [RegExp, string])[] = [
  [/\xfe\xed\xfe\xed\0\0\0[\x01\x02]/g, 'Java key store (JKS)'],
  [/\xce\xce\xce\xce\0\0\0[\x01\x02]/g, 'Java key store (JCEKS)'],
]
const JWK_MEMBER = /["']?\b(d|k)["']?\s*[:=]\s*["']?([A-Za-z0-9_-]{16,})/g
// Base64 that begins like DER (0x30), a JKS or armour; the run goes on over line ends.
const BASE64_RUN = /(?<![A-Za-z0-9+/_-])(?:M[A-P]|LS0tLS1C|LS0tLSBC|\/u3\+7|_u3-7|zs7Oz)[A-Za-z0-9+/_-]{20,}(?:=*(?:\\[rn]|[\s"',+])+[A-Za-z0-9+/_-]+)*/g
const HEX_RUN = /(?<![0-9A-Fa-f])30[0-9A-Fa-f]{2}(?:[\s:]*[0-9A-Fa-f]{2}){32,}/g

const DETECTORS: readonly Detector[] = [findArmour, findMarkers, findJwk, findBase64, findHex, findDer]

/** Everything in the file that looks like a private key; empty for a clean one. Encrypted keys count. */
export function findPrivateKeys(bytes: Uint8Array): readonly PrivateKeyFound[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const isBinary = text.includes('\0')
  const found = DETECTORS.flatMap((detect) => detect(text)).map(({ kind, at }) => ({ kind, line: isBinary ? null : lineOf(text, at) }))
  // UTF-16 text is the same text with NULs between.
  return found.length > 0 || !isBinary ? found : findArmour(text.replaceAll('\0', '')).map(({ kind }) => ({ kind, line: null }))
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

function findArmour(text: string) {
  return [...text.matchAll(ARMOUR)].map((match) => ({ kind: `PEM ${(match[1] ?? '').toUpperCase()}PRIVATE KEY`, at: match.index }))
}

function findMarkers(text: string) {
  return [...MARKERS, ...BINARY_MARKERS].flatMap(([pattern, kind]) => [...text.matchAll(pattern)].map((match) => ({ kind, at: match.index })))
}

function findJwk(text: string) {
  if (!/["']?kty["']?\s*[:=]/.test(text)) return []
  return [...unescapeJson(text).matchAll(JWK_MEMBER)].map((match) => ({ kind: `JWK with ${match[1]}`, at: Math.min(match.index, text.length) }))
}

// `"\u0064"` is `"d"` to every JSON reader.
const unescapeJson = (text: string): string => text.replace(/\\u00([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function findBase64(text: string) {
  return [...text.matchAll(BASE64_RUN)].flatMap((match) => {
    const run = match[0].replace(/\\[rn]|[^A-Za-z0-9+/_-]/g, '')
    const kind = kindOfDecoded(Buffer.from(run, 'base64'))
    return kind === null ? [] : [{ kind: `base64 of ${kind}`, at: match.index }]
  })
}

function findHex(text: string) {
  return [...text.matchAll(HEX_RUN)].flatMap((match) => {
    const kind = isPrivateDer(Buffer.from(match[0].replace(/[\s:]/g, ''), 'hex'), 0)
    return kind === null ? [] : [{ kind: `hex of ${kind}`, at: match.index }]
  })
}

function kindOfDecoded(bytes: Buffer): string | null {
  const der = isPrivateDer(bytes, 0)
  if (der !== null) return der
  const text = bytes.toString('latin1')
  return (findArmour(text)[0] ?? findMarkers(text)[0])?.kind ?? null
}

/** DER somewhere in binary: every 0x30 may begin one. Text files have no DER long form in them. */
function findDer(text: string) {
  if (!/[\x80-\xff\0]/.test(text)) return []
  const bytes = Buffer.from(text, 'latin1')
  const found: { kind: string; at: number }[] = []
  for (let at = bytes.indexOf(0x30); at !== -1; at = bytes.indexOf(0x30, at + 1)) {
    const kind = isPrivateDer(bytes, at)
    if (kind !== null) found.push({ kind, at })
  }
  return found
}
