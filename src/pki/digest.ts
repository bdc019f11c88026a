import { createHash } from 'node:crypto'

/** SHA-256, lower-case hex. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-1, for key identifiers only (RFC 5280 §4.2.1.2, method 1): a name, not a protection. */
export const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(bytes).digest())
