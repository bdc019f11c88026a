import { createHash } from 'node:crypto'
import type { Material } from './desired-sample.ts'
import { type TestCa, testCa, testKey } from './pki.ts'

export interface RealMaterial extends Material {
  /** The private key of the leaf that a PEM file begins with; made here, gone with the process. */
  keyOf(pem: string): string | undefined
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Real certificates under throw-away CAs: `clients` below `root`, every other anchor a root of its own. Good now. */
export function realMaterial(): RealMaterial {
  const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) }
  const cas = new Map<string, TestCa>()
  const keys = new Map<string, string>()
  const caOf = (name: string): TestCa => {
    const subject = { CN: name }
    const known = cas.get(name) ?? (name === 'clients' ? caOf('root').issueCa({ subject, ...validity }) : testCa({ subject, ...validity }))
    cas.set(name, known)
    return known
  }
  return {
    anchor: (name) => ({ pem: caOf(name).pem, sha256: sha256(caOf(name).der) }),
    leaf: (name, anchor, purpose) => {
      const leaf = caOf(anchor).issue({ purpose, subject: { CN: name }, ...validity })
      keys.set(leaf.pem, leaf.key.privatePem)
      return { pem: leaf.pem, sha256: sha256(leaf.der) }
    },
    crl: (anchor) => caOf(anchor).crl({ thisUpdate: validity.notBefore, nextUpdate: validity.notAfter }).pem,
    publicKey: (name) => ({ pem: testKey('rsa2048', name === 'issuer' ? 'issuer' : 'shared').publicPem, sha256: sha256(Buffer.from(name)) }),
    keyOf: (pem) => keys.get(pem),
  }
}
