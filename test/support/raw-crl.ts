import { algorithmIdentifier } from '../../src/pki/algorithms.ts'
import { assembleCrl } from '../../src/pki/build-crl.ts'
import { authorityKeyIdentifier, crlNumber } from '../../src/pki/build-extensions.ts'
import { fromHex } from '../../src/pki/der-values.ts'
import { concat, explicit, integer, positiveInteger, sequence, sequenceOf, time } from '../../src/pki/der-write.ts'
import { keyPair } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import type { TestCa } from './pki.ts'

const AT = new Date('2026-11-20T00:00:00Z')
const NEXT = new Date('2026-12-20T00:00:00Z')

/** One entry, with whatever extensions. */
export function rawEntry(serial: string, extensions: readonly Uint8Array[] = []): Uint8Array {
  return sequence(positiveInteger(fromHex(serial)), time(AT), ...(extensions.length === 0 ? [] : [sequenceOf(extensions)]))
}

export interface RawCrl {
  readonly entries?: readonly Uint8Array[]
  /** Beside the usual two. */
  readonly extensions?: readonly Uint8Array[]
  /** DER, in place of the CRL number; empty for none. */
  readonly number?: Uint8Array
  /** DER, in place of the authority key identifier; empty for none. */
  readonly authority?: Uint8Array
  /** DER of thisUpdate and nextUpdate one after the other. */
  readonly times?: Uint8Array
}

/** A CRL that our own maker would not make, with everything as it is given. The CA's key is on P-256. */
export function rawCrl(ca: TestCa, parts: RawCrl): { readonly der: Uint8Array; readonly pem: string } {
  const { entries, extensions = [], number = crlNumber(1n), times = concat([time(AT), time(NEXT)]) } = parts
  const authority = parts.authority ?? authorityKeyIdentifier(ca.keyIdentifier)
  const tbs = sequence(
    integer(1),
    algorithmIdentifier('ecdsa-with-SHA256'),
    ca.subject,
    times,
    ...(entries === undefined ? [] : [sequenceOf(entries)]),
    explicit(0, sequence(authority, number, ...extensions)),
  )
  const der = assembleCrl(tbs, 'ecdsa-with-SHA256', keyPair(ca.key.privateKey).sign(tbs))
  return { der, pem: writePem('X509 CRL', der) }
}
