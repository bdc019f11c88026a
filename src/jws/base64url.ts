/** Bytes of base64url as RFC 7515 §2 has it: no padding, no unused bits set, nothing else between; null for any other text. */
export function readBase64url(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]+$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? new Uint8Array(bytes) : null
}
