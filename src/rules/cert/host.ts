import type { CertificateFacts } from '../../pki/facts.ts'
import { coversName } from '../../pki/host-name.ts'
import { callbackUrls, hubHosts, readCallbackHost } from '../endpoint/callbacks.ts'
import { othersInForce } from '../in-force.ts'
import { oncePerCheck } from '../memo.ts'
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
    if (!elsewhere)
      yield {
        message: `The certificate does not cover ${missing.map((host) => `"${host}"`).join(', ')}; ${namesOf(parsed.facts[0])}.`,
        hint: 'let the CA issue it with the host in subjectAltName',
      }
  },
}

const covers = (certificate: CertificateFacts, host: string): boolean => coversName(certificate, { kind: 'dns', value: host })

function namesOf({ decoded }: CertificateFacts): string {
  const names = (decoded.subjectAltName?.names ?? []).flatMap((name) => (name.kind === 'dns' ? [`"${name.value}"`] : []))
  return names.length === 0 ? 'it has no DNS name in subjectAltName' : `it is for ${names.join(', ')}`
}

const ofHub: (context: CheckContext) => ReadonlySet<string> = oncePerCheck(({ environment }) => hubHosts(environment))

/** Hosts that the certificate must cover; a callback whose URL or host is wrong is `endpoint/`'s. */
function servedHosts({ role, dfsp }: CertificateSubject, context: CheckContext): readonly string[] {
  if (role === 'hub-server') return context.environment.hub.endpoints?.value ? [context.environment.hub.endpoints.value.ingress.host] : []
  if (role !== 'server' || !dfsp?.endpoints) return []
  const urls = callbackUrls(dfsp.endpoints).flatMap(({ reading }) => (reading.ok && readCallbackHost(reading.url, ofHub(context)).ok ? [reading.url.host] : []))
  return [...new Set(urls)]
}
