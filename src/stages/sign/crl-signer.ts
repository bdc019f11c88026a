import { MuhuriError } from '../../model/errors.ts'
import { assembleCrl } from '../../pki/build-crl.ts'
import { parseCrl } from '../../pki/crl.ts'
import { equalBytes } from '../../pki/der.ts'
import type { Signer } from '../../ports.ts'

/** The same signer for a job that nobody is asked about: it signs a TBSCertList (RFC 5280 §5.1) and nothing else. */
export function crlSigner(signer: Signer): Signer {
  return {
    algorithm: signer.algorithm,
    publicKey: signer.publicKey,
    sign: async (tbs) => {
      const parsed = parseCrl(assembleCrl(tbs, signer.algorithm, Uint8Array.of(0)))
      if (!parsed.ok || !equalBytes(parsed.facts.tbs, tbs)) throw new MuhuriError('refused', 'only CRLs may be signed here')
      return signer.sign(tbs)
    },
  }
}
