import { MAX_BODY_BYTES } from './limits.ts'

/** Header lines as they came: name and value, in order, none joined. */
export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** A request before anyone has interpreted it. */
export interface RawRequest {
  readonly method: string
  /** The request target, exactly as sent: `/quotes/1?x=y`. */
  readonly target: string
  readonly headers: HeaderLines
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const PRINTABLE = /^[\u0021-\u007e]+$/
const RAW_PATH = /^\/([A-Za-z0-9._~+@:/-]|%[2-7][0-9A-Fa-f])*$/
const PATH = /^\/[A-Za-z]+(\/[A-Za-z0-9._~+@:-]+)*$/
const DOT_SEGMENT = /\/\.\.?(\/|$)/
/** Bodies are signed (FSPIOP Signature §3.1); these are the methods that carry one. */
const SIGNED_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The path after at most one decoding, or null where it is outside DESIGN §5's grammar. */
export function pathOf(target: string): string | null {
  if (!PRINTABLE.test(target) || target.includes('#')) return null
  const raw = target.split('?', 1)[0] ?? ''
  if (!RAW_PATH.test(raw) || /%2f/i.test(raw)) return null
  const path = raw.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return PATH.test(path) && !DOT_SEGMENT.test(path) ? path : null
}

/** Whether services behind the gateway could read this request in another way than the gateway does (DESIGN §5). */
export function isMalformed({ method, target, headers }: RawRequest): boolean {
  if (!TOKEN.test(method) || pathOf(target) === null) return true
  if (headers.some(([name, value]) => !TOKEN.test(name) || /[\0\r\n]/.test(value))) return true
  const [sources, destinations] = [linesOf(headers, 'fspiop-source'), linesOf(headers, 'fspiop-destination')]
  if (sources.length !== 1 || destinations.length > 1 || [...sources, ...destinations].some((value) => value.includes(','))) return true
  if (linesOf(headers, 'fspiop-signature').length > 1 || linesOf(headers, 'authorization').length > 1) return true
  if (['fspiop_source', 'fspiop_destination', 'fspiop_signature'].some((twin) => linesOf(headers, twin).length > 0)) return true
  return linesOf(headers, 'content-length').some((length) => !/^\d+$/.test(length) || Number(length) > MAX_BODY_BYTES)
}

/** Values of the header lines of this lower-case name, white space around them cut off (RFC 9112 §5). */
export function linesOf(headers: HeaderLines, name: string): readonly string[] {
  return headers.flatMap(([given, value]) => (given.toLowerCase() === name ? [value.replace(/^[ \t]+|[ \t]+$/g, '')] : []))
}

/** Whether the request must bear a signature and does not. */
export function isUnsigned({ method, headers }: RawRequest): boolean {
  return SIGNED_METHODS.has(method) && linesOf(headers, 'fspiop-signature').every((value) => value === '')
}
