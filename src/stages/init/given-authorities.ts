import { MuhuriError } from '../../model/errors.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { KeyPair } from '../../pki/keys.ts'
import { PURPOSE_OID } from '../../pki/oids.ts'
import type { Authorities, Authority } from './make-authorities.ts'

const ROLES = {
  root: (ca: CertificateFacts): boolean => ca.selfIssued,
  clients: (ca: CertificateFacts): boolean => !ca.selfIssued && ca.decoded.extendedKeyUsage?.purposes.join() === PURPOSE_OID.clientAuth,
  servers: (ca: CertificateFacts): boolean => !ca.selfIssued && ca.decoded.extendedKeyUsage?.purposes.join() === PURPOSE_OID.serverAuth,
} as const

/** The Hub CAs among the certificates given with `--ca`, each known by what it says of itself; `usage` where one is missing or not known. */
export function givenAuthorities(cas: readonly CertificateFacts[], keys: ReadonlyMap<string, KeyPair>): Authorities {
  const find = (name: keyof typeof ROLES): Authority => {
    const [certificate, second] = cas.filter(ROLES[name])
    if (certificate === undefined)
      throw new MuhuriError('usage', `no certificate given with --ca is the CA "${name}"`, {
        hint: 'root: self-signed; clients: extended key usage clientAuth alone; servers: serverAuth alone',
      })
    if (second !== undefined)
      throw new MuhuriError('usage', `two certificates given with --ca are the CA "${name}": ${certificate.subject.text} and ${second.subject.text}`)
    return { name, certificate, key: keys.get(certificate.publicKey.sha256) ?? null }
  }
  const authorities = { root: find('root'), clients: find('clients'), servers: find('servers') }
  const stray = cas.find((ca) => !Object.values(ROLES).some((fits) => fits(ca)))
  if (stray !== undefined) throw new MuhuriError('usage', `a certificate given with --ca is neither root, clients nor servers: ${stray.subject.text}`)
  return authorities
}
