import type { CertificateFacts, GeneralName } from '../../pki/facts.ts'
import { PURPOSE_OID } from '../../pki/oids.ts'
import { clientIssuers } from '../hub-issuers.ts'
import type { Rule } from '../rule.ts'

const allAddresses =
  (octets: 4 | 16) =>
  (base: GeneralName): boolean =>
    base.kind === 'ip' && base.bytes.length === 2 * octets && base.bytes.subarray(octets).every((octet) => octet === 0)

/** What must be excluded, wholly: one excluded host would leave all others free. */
const EVERY_HOST: readonly ((base: GeneralName) => boolean)[] = [(base) => base.kind === 'dns' && base.value === '', allAddresses(4), allAddresses(16)]

export const chainUnconstrainedIssuer: Rule<'certificate'> = {
  code: 'chain/unconstrained-issuer',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "The Hub's CA for clients can make neither a sub-CA nor a server certificate: pathLen 0, clientAuth, critical name constraints.",
  cites: ['DESIGN §7', 'RFC 5280 §4.2.1.10'],
  *check({ role, artefact: { parsed, path } }, context) {
    if (role !== 'hub-ca' || !parsed.ok || !clientIssuers(context).some(({ artefact }) => artefact.path === path)) return
    const missing = lacks(parsed.facts[0])
    if (missing.length > 0)
      yield {
        message: `The CA that issues client certificates lacks ${missing.join(', ')}; whoever steals its key could impersonate the Hub.`,
        hint: 'muhuri rotate ca --dir .',
      }
  },
}

function lacks({ decoded: { basicConstraints, extendedKeyUsage, nameConstraints } }: CertificateFacts): string[] {
  const onlyClients = extendedKeyUsage?.purposes.every((purpose) => purpose === PURPOSE_OID.clientAuth) === true
  const uris = (nameConstraints?.permitted ?? []).flatMap(({ base }) => (base.kind === 'uri' ? [base.value] : []))
  const onlyUris = uris.length > 0 && !uris.includes('')
  const noHosts = EVERY_HOST.every((isAll) => nameConstraints?.excluded.some(({ base }) => isAll(base)) === true)
  return [
    ...(basicConstraints?.pathLength === 0 ? [] : ['a path length of 0']),
    ...(onlyClients ? [] : ['an extended key usage of clientAuth alone']),
    ...(nameConstraints?.critical === true && onlyUris && noHosts
      ? []
      : ['critical name constraints that permit URIs of the trust domain and exclude DNS names and addresses']),
  ]
}
