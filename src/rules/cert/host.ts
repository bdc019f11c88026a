import type { CertificateFacts } from '../../pki/facts.ts'
import { coversName } from '../../pki/host-name.ts'
import { othersInForce } from '../in-force.ts'
import type { CertificateSubject, CheckContext, Rule } from '../rule.ts'

export const certHost: Rule<'certificate'> = {
  code: 'cert/host',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: "A server certificate covers the hosts it serves: a DFSP's callback hosts, the Hub's ingress.",
  cites: ['RFC 9525 §6', 'RFC 5280 §4.2.1.6'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok || context.at > parsed.facts[0].notAfter) return
    const hosts = servedHosts(subject, context)
    const missing = hosts.filter((host) => !covers(parsed.facts[0], host))
    if (missing.length === 0) return
    // Hosts may have certificates of their own, as long as each certificate serves one of them.
    const elsewhere = missing.length < hosts.length && missing.every((host) => othersInForce(subject, context).some((other) => covers(other, host)))
    if (!elsewhere) yield { message: `The certificate does not cover ${missing.map((host) => `"${host}"`).join(', ')}; ${namesOf(parsed.facts[0])}.`, hint: 'let the CA issue it with the host in subjectAltName' }
  },
}

const covers = (certificate: CertificateFacts, host: string): boolean => coversName(certificate, { kind: 'dns', value: host })

function namesOf({ decoded }: CertificateFacts): string {
  const names = (decoded.subjectAltName?.names ?? []).flatMap((name) => (name.kind === 'dns' ? [`"${name.value}"`] : []))
  return names.length === 0 ? 'it has no DNS name in subjectAltName' : `it is for ${names.join(', ')}`
}

function servedHosts({ role, dfsp }: CertificateSubject, { environment }: CheckContext): readonly string[] {
  if (role === 'hub-server') return environment.hub.endpoints?.value === null || environment.hub.endpoints === null ? [] : [environment.hub.endpoints.value.ingress.host]
  if (role !== 'server' || !dfsp?.endpoints?.value) return []
  const { base, resources } = dfsp.endpoints.value.callbacks
  return [...new Set([base, ...Object.values(resources)].flatMap(hostOf))]
}

/** The host of a callback URL; one that cannot be read is `endpoint/callback-url`'s. */
function hostOf(url: string): string[] {
  return URL.canParse(url) ? [new URL(url).hostname] : []
}
