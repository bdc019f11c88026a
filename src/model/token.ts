import type { DesiredHub } from './desired.ts'
import { CLOCK_SKEW_SECONDS, MAX_AUDIENCES } from './limits.ts'

/** Claims of an access token whose signature, kid and algorithm were found right (RFC 7519 §4.1, RFC 8705 §3.1). */
export interface TokenClaims {
  readonly iss?: unknown
  /** A string, or an array of at most four. */
  readonly aud?: unknown
  /** Seconds since 1970. */
  readonly exp?: unknown
  readonly nbf?: unknown
  readonly cnf?: unknown
  /** Among them the one that names the client: `azp`. */
  readonly [claim: string]: unknown
}

/** Whether issuer, audience and `nbf` are right and `exp` is there: who it is for and when it ends is judged apart. */
export function isTokenValid(claims: TokenClaims, token: DesiredHub['token'], at: Date): boolean {
  if (claims.iss !== token.issuer || !isFor(claims.aud, token.audience) || seconds(claims.exp) === null) return false
  if (claims.nbf === undefined) return true
  const notBefore = seconds(claims.nbf)
  return notBefore !== null && notBefore - now(at) <= CLOCK_SKEW_SECONDS
}

/** Whether the token's time is over, the clocks' skew granted. */
export function isTokenExpired(claims: TokenClaims, at: Date): boolean {
  const expires = seconds(claims.exp)
  return expires === null || expires + CLOCK_SKEW_SECONDS <= now(at)
}

/** SHA-256 of the certificate that the token is bound to, base64url, or null. */
export function boundThumbprint({ cnf }: TokenClaims): string | null {
  if (typeof cnf !== 'object' || cnf === null || !('x5t#S256' in cnf)) return null
  const thumbprint = cnf['x5t#S256']
  return typeof thumbprint === 'string' ? thumbprint : null
}

function isFor(audience: unknown, expected: string): boolean {
  if (!Array.isArray(audience)) return audience === expected
  return audience.length <= MAX_AUDIENCES && audience.includes(expected)
}

function seconds(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : null
}

function now(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
