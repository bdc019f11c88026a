/** NIST curves (SP 800-186, SEC 2): names, sizes and the check that a point lies on its curve. */

export interface NamedCurve {
  readonly name: string
  readonly bits: number
  /** y² = x³ - 3x + b over p; null where Muhuri only knows the name. */
  readonly equation: { readonly p: bigint; readonly b: bigint } | null
}

const P256 = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}
const P384 = {
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
}
const P521 = {
  p: 2n ** 521n - 1n,
  b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
}

/** Curve OID → what is known of it (RFC 5480 §2.1.1.1). */
export const CURVES: ReadonlyMap<string, NamedCurve> = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', bits: 256, equation: P256 }],
  ['1.3.132.0.34', { name: 'P-384', bits: 384, equation: P384 }],
  ['1.3.132.0.35', { name: 'P-521', bits: 521, equation: P521 }],
  ['1.2.840.10045.3.1.1', { name: 'P-192', bits: 192, equation: null }],
  ['1.3.132.0.33', { name: 'P-224', bits: 224, equation: null }],
])

/**
 * Why an uncompressed point is not one of the curve (SP 800-56A §5.6.2.3.3; these curves have cofactor 1, so a point on the curve
 * other than infinity has the right order), or null.
 */
export function pointProblem(point: Uint8Array, curve: NamedCurve): string | null {
  const form = point[0]
  if (form === 0x00 || form === undefined) return 'the point is infinity'
  if (form !== 0x04) return 'the point is not uncompressed'
  const size = Math.ceil(curve.bits / 8)
  if (point.length !== 1 + 2 * size) return `the point has ${point.length} octets; ${curve.name} has ${1 + 2 * size}`
  if (curve.equation === null) return null
  const { p, b } = curve.equation
  const x = toBigInt(point.subarray(1, 1 + size))
  const y = toBigInt(point.subarray(1 + size))
  if (x >= p || y >= p) return 'a coordinate is not below the prime of the curve'
  return (y * y - (x * x - 3n) * x - b) % p === 0n ? null : 'the point is not on the curve'
}

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`)
