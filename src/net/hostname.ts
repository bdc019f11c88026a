declare const checked: unique symbol

/** A DNS host name that was read by `parseHostname`: lower case, A-labels, at least two labels, not a local name. */
export type Hostname = string & { readonly [checked]: true }

export type HostnameReading = { readonly ok: true; readonly host: Hostname } | { readonly ok: false; readonly problem: string }

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const LOOKS_LIKE_IP = /^\[|:|^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?$/i

/** RFC 6761, RFC 6762, RFC 8375, RFC 7686, RFC 9476 and what resolvers answer themselves. */
const LOCAL_SUFFIXES: readonly string[] = ['localhost', 'localdomain', 'local', 'internal', 'home.arpa', 'onion', 'alt', 'invalid', 'arpa']

/**
 * Reads a host name (RFC 1123 §2.1): letters, digits and hyphens in labels of at most 63, 253 in all, lower case,
 * internationalised labels as A-labels. Refused, with the reason in words: IP addresses in any notation that a
 * resolver takes for one, wildcards, a trailing dot, single labels and names that never leave the machine or the LAN.
 */
export function readHostname(text: string): HostnameReading {
  const problem = hostnameProblem(text)
  return problem === null ? { ok: true, host: text as Hostname } : { ok: false, problem }
}

/** Whether a resolver or an HTTP client could take the text for an IP address (`1.2.3.4`, `[::1]`, `0x7f.1`, `2130706433`). */
export function looksLikeAddress(text: string): boolean {
  return LOOKS_LIKE_IP.test(text)
}

/** As `readHostname`, but a name that only the own side must reach is accepted: `localhost`, a single label. */
export function readLocalHostname(text: string): HostnameReading {
  const problem = syntaxProblem(text)
  return problem === null ? { ok: true, host: text as Hostname } : { ok: false, problem }
}

function hostnameProblem(text: string): string | null {
  const problem = syntaxProblem(text)
  if (problem !== null) return problem
  if (LOCAL_SUFFIXES.some((suffix) => text === suffix || text.endsWith(`.${suffix}`))) return 'it is a local name, which the other side cannot reach'
  return text.includes('.') ? null : 'it has a single label; a fully qualified name is expected'
}

function syntaxProblem(text: string): string | null {
  if (text === '') return 'it is empty'
  if (looksLikeAddress(text)) return 'it is an IP address; a host name is expected'
  if (text.includes('*')) return 'wildcards are not accepted; one host name is expected'
  if (text.endsWith('.')) return 'it ends in a dot'
  if (text !== text.toLowerCase()) return 'host names are written in lower case'
  if (text.length > 253) return 'it is longer than 253 characters'
  const labels = text.split('.')
  const bad = labels.find((label) => !isLabel(label))
  if (bad !== undefined) return 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'
  return null
}

/** RFC 5890 §2.3.1: hyphens in places 3 and 4 are kept for A-labels. */
function isLabel(label: string): boolean {
  return LABEL.test(label) && (label.slice(2, 4) !== '--' || label.startsWith('xn--'))
}
