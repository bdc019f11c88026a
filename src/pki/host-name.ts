/** Host names in certificates (RFC 5280 §4.2.1.6, RFC 9525 §6): which are well formed, and which cover which. */
import { addressOctets, addressText } from './address-text.ts'
import { equalBytes } from './der.ts'
import type { CertificateFacts, GeneralName } from './facts.ts'
import { visibleText } from './visible-text.ts'

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** Letters, digits, hyphens; labels of 1 to 63, 253 in all, no dot at either end. */
export function isDnsName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => LABEL.test(label))
}

/** A host name, or `*.` before one of at least two labels. */
export function isDnsPattern(name: string): boolean {
  if (!name.startsWith('*.')) return isDnsName(name)
  const base = name.slice(2)
  return base.includes('.') && isDnsName(base)
}

/** One `@`, something before it, a host name after it. */
export function isMailbox(name: string): boolean {
  const at = name.indexOf('@')
  return at > 0 && /^[!-?A-~]+$/.test(name.slice(0, at)) && isDnsName(name.slice(at + 1))
}

/** A scheme and something after its colon (RFC 3986 §3). */
export const isUri = (name: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(name)

/** What is wrong with a name in a subject alternative name, whatever it is used for; null where nothing is. */
export function nameProblem(name: GeneralName): string | null {
  if (name.kind === 'dns') return isDnsPattern(name.value) ? null : `dNSName "${visibleText(name.value)}" is not a host name`
  if (name.kind === 'email') return isMailbox(name.value) ? null : `rfc822Name "${visibleText(name.value)}" is not a mailbox`
  if (name.kind === 'uri') return isUri(name.value) ? null : `URI "${visibleText(name.value)}" has no scheme`
  if (name.kind === 'ip') return name.bytes.length === 4 || name.bytes.length === 16 ? null : `iPAddress has ${name.bytes.length} octets; expected 4 or 16`
  return null
}

/** A name that a peer must have. */
export interface ExpectedName {
  readonly kind: 'dns' | 'ip' | 'email'
  readonly value: string
}

/** The certificate's subject alternative names cover that name; the common name is never looked at (RFC 9525 §2). */
export function coversName(certificate: CertificateFacts, expected: ExpectedName): boolean {
  const names = certificate.decoded.subjectAltName?.names ?? []
  return names.some((name) => MATCHERS[expected.kind](name, expected.value))
}

const MATCHERS: Readonly<Record<ExpectedName['kind'], (name: GeneralName, value: string) => boolean>> = {
  dns: (name, value) => name.kind === 'dns' && matchesHost(name.value, value),
  ip: (name, value) => name.kind === 'ip' && matchesAddress(name.bytes, value),
  email: (name, value) => name.kind === 'email' && matchesMailbox(name.value, value),
}

/** `pattern` is the host without regard to case, or `*` stands for exactly the host's first label. An IP address in text is no host. */
export function matchesHost(pattern: string, host: string): boolean {
  if (addressOctets(host) !== null || !isDnsName(host) || !isDnsPattern(pattern)) return false
  const [wanted, given] = [host.toLowerCase(), pattern.toLowerCase()]
  if (!given.startsWith('*.')) return given === wanted
  const rest = wanted.indexOf('.')
  return rest > 0 && given.slice(2) === wanted.slice(rest + 1)
}

function matchesAddress(bytes: Uint8Array, value: string): boolean {
  const octets = addressOctets(value)
  return octets !== null && equalBytes(octets, bytes)
}

function matchesMailbox(name: string, value: string): boolean {
  if (!isMailbox(name) || !isMailbox(value)) return false
  const [ours, theirs] = [name, value].map((mailbox) => mailbox.split('@') as [string, string]) as [[string, string], [string, string]]
  return ours[0] === theirs[0] && ours[1].toLowerCase() === theirs[1].toLowerCase()
}

const HOST_LIKE = /^[^\s@/:.]+(?:\.[^\s@/:.]+)+$/u

/**
 * A common name that looks like a host or an address while names of that kind are in the subject alternative name, and is neither one of them nor a domain above one,
 * character for character (after CA/B Baseline Requirements §7.1.4.3): a reader of the common name would believe something else than the verifier. Null where there is none.
 */
export function strayCommonName(certificate: CertificateFacts): string | null {
  const names = certificate.decoded.subjectAltName?.names ?? []
  for (const { type, value } of certificate.subject.rdns.flat()) {
    if (type !== 'CN') continue
    const kind = isAddressLike(value) ? 'ip' : HOST_LIKE.test(value) ? 'dns' : null
    const same = names.filter((name) => name.kind === kind).map(textOf)
    if (same.length > 0 && !same.some((text) => text === value || (kind === 'dns' && text?.endsWith(`.${value}`) === true))) return value
  }
  return null
}

// Dotted or plain hex and decimal forms that some resolvers read as addresses, and everything with a colon in hex.
const isAddressLike = (text: string): boolean =>
  addressOctets(text) !== null || /^(?:(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}|[0-9a-f]*(?::[0-9a-f.]*)+)$/i.test(text)

const textOf = (name: GeneralName): string | null => (name.kind === 'dns' ? name.value : name.kind === 'ip' ? addressText(name.bytes) : null)
