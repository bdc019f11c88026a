import { PURPOSE_OID } from '../../pki/oids.ts'
import type { SigningCa, SignRun } from './run.ts'

/** The CA that issues client certificates now: of those that may and have a signer, the youngest in force; null where there is none. */
export function currentIssuer(run: SignRun): SigningCa | null {
  const able = [...run.cas.values()].filter(({ certificate }) => isClientsCa(certificate) && certificate.notBefore <= run.at && run.at <= certificate.notAfter)
  return able.toSorted((a, b) => b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime() || (a.name < b.name ? -1 : 1))[0] ?? null
}

const isClientsCa = ({ decoded }: SigningCa['certificate']): boolean =>
  decoded.basicConstraints?.ca === true && decoded.basicConstraints.pathLength === 0 && decoded.extendedKeyUsage?.purposes.join() === PURPOSE_OID.clientAuth
