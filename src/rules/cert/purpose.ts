import type { CertificateFacts } from '../../pki/facts.ts'
import { PURPOSE_OID } from '../../pki/oids.ts'
import { chainProblems } from '../certificate-chain.ts'
import type { CertificateRole, Rule } from '../rule.ts'

type Purpose = 'clientAuth' | 'serverAuth'
const PURPOSES: Readonly<Record<CertificateRole, Purpose | null>> = {
  client: 'clientAuth',
  'hub-client': 'clientAuth',
  server: 'serverAuth',
  'hub-server': 'serverAuth',
  ca: null,
  'server-ca': null,
  'hub-ca': null,
  'hub-server-ca': null,
}

export const certPurpose: Rule<'certificate'> = {
  code: 'cert/purpose',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A leaf names its purpose, client or server authentication, and its key usage fits; a CA may sign certificates.',
  cites: ['RFC 5280 §4.2.1.3', 'RFC 5280 §4.2.1.12'],
  *check(subject, context) {
    const {
      role,
      artefact: { parsed },
    } = subject
    if (!parsed.ok) return
    const purpose = PURPOSES[role]
    const message = purpose === null ? caProblem(parsed.facts[0]) : leafProblem(parsed.facts[0], purpose, role)
    if (message !== null)
      yield { message, hint: `let the CA issue it with ${purpose === null ? 'keyUsage = critical,keyCertSign,cRLSign' : `extendedKeyUsage = ${purpose}`}` }
    else yield* chainProblems(subject, 'cert/purpose', context)
  },
}

function caProblem({ decoded: { keyUsage } }: CertificateFacts): string | null {
  return keyUsage === null || keyUsage.bits.has('keyCertSign') ? null : 'The key usage of the CA lacks keyCertSign.'
}

function leafProblem({ decoded: { keyUsage, extendedKeyUsage } }: CertificateFacts, purpose: Purpose, role: CertificateRole): string | null {
  const purposes = extendedKeyUsage?.purposes ?? []
  if (!purposes.includes(PURPOSE_OID[purpose]))
    return `The certificate ${purposes.length === 0 ? 'names no purpose' : `is for ${purposes.map(named).join(', ')}`}; expected ${purpose}.`
  if (role === 'client' && purposes.length > 1) return `The certificate is for ${purposes.map(named).join(', ')}; the Hub issues for clientAuth only.`
  if (keyUsage === null) return null
  if (!keyUsage.bits.has('digitalSignature')) return 'The key usage lacks digitalSignature, which TLS needs.'
  return keyUsage.bits.has('keyCertSign') || keyUsage.bits.has('cRLSign')
    ? 'The key usage lets a leaf sign certificates or CRLs; expected digitalSignature.'
    : null
}

const named = (oid: string): string => Object.entries(PURPOSE_OID).find(([, known]) => known === oid)?.[0] ?? oid
