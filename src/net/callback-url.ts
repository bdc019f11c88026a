import { parsePort } from './port.ts'

/** An HTTP origin and base path, taken apart; the host's own rules are `readHostname`'s. */
export interface BaseUrl {
  readonly scheme: 'http' | 'https'
  /** As written; an IPv6 literal keeps its brackets. */
  readonly host: string
  readonly port: number
  /** `/fspiop`, or the empty string; never a trailing slash, a dot segment or an encoded character. */
  readonly basePath: string
}

export type UrlReading = { readonly ok: true; readonly url: BaseUrl } | { readonly ok: false; readonly problem: string }

const PORTS = { http: 80, https: 443 } as const
const SHAPE = /^(https?):\/\/([^/?#]*)([^?#]*)$/
const AUTHORITY = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/
const HOST = /^([A-Za-z0-9._*-]+|\[[0-9A-Fa-f:.]+\])$/
const SEGMENT = /^[A-Za-z0-9._~-]+$/
const UNPRINTABLE = /[\u0000-\u0020\u007f-\u{10ffff}]/u
/** What a gateway's configuration or a shell could take for syntax. */
const UNSAFE = /[;,'"`\\{}()<>|^$%&*+=!@[\]]/

/**
 * Reads a callback base: `https`, a host, an optional port and a base path whose segments are letters, digits and
 * `._~-`. Refused, with the reason in words: http, userinfo, query, fragment, control characters, spaces, `;`,
 * percent-encoding, empty or dot segments. No URL parser is used, because they mend what must be refused.
 */
export function readCallbackUrl(text: string): UrlReading {
  const reading = readBaseUrl(text)
  if (reading.ok && reading.url.scheme !== 'https') return no('its scheme is http; https is expected')
  return reading
}

/** As `readCallbackUrl`, http accepted too: for the Hub's own services. */
export function readBaseUrl(text: string): UrlReading {
  const trouble = characterProblem(text)
  if (trouble !== null) return no(trouble)
  const [, scheme, authority, path] = SHAPE.exec(text) ?? []
  if ((scheme !== 'http' && scheme !== 'https') || authority === undefined || path === undefined)
    return no('a URL of the form https://host[:port][/path] is expected')
  if (authority.includes('@')) return no('it has userinfo; credentials do not belong in a URL')
  const [, host = '', portText] = AUTHORITY.exec(authority) ?? []
  if (host === '') return no('it has no host')
  if (!HOST.test(host)) return no('its host has a character other than letters, digits, "." and "-"')
  const port = portText === undefined ? PORTS[scheme] : parsePort(portText)
  if (port === null) return no('its port is not a number from 1 to 65535')
  const basePath = path.endsWith('/') ? path.slice(0, -1) : path
  const wrong = pathProblem(basePath)
  return wrong === null ? { ok: true, url: { scheme, host, port, basePath } } : no(wrong)
}

/** The callback base, or null where `readCallbackUrl` refuses it. */
export function parseCallbackUrl(text: string): BaseUrl | null {
  const reading = readCallbackUrl(text)
  return reading.ok ? reading.url : null
}

function characterProblem(text: string): string | null {
  if (text.length > 512) return 'it is longer than 512 characters'
  if (UNPRINTABLE.test(text)) return 'it has a space, a control character or a character outside ASCII'
  if (text.includes('?')) return 'it has a query; only a base path is expected'
  if (text.includes('#')) return 'it has a fragment; only a base path is expected'
  return null
}

function pathProblem(path: string): string | null {
  const bad = UNSAFE.exec(path)
  if (bad !== null) return `its path has "${bad[0]}"; letters, digits, ".", "_", "~" and "-" are expected`
  if (path === '') return null
  const segments = path.slice(1).split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return 'its path has an empty or a dot segment'
  return segments.every((segment) => SEGMENT.test(segment)) ? null : 'its path has a character other than letters, digits, ".", "_", "~" and "-"'
}

function no(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem }
}
