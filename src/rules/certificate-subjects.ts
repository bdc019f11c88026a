import type { Artefact, CertificateList, Dfsp, Environment } from '../model/environment.ts'
import type { CertificateFacts } from '../pki/facts.ts'
import type { CertificateRole, CertificateSubject } from './rule.ts'

/** Every certificate file of the environment with what it is for: the Hub's, the DFSPs', and what was issued. */
export function certificateSubjects(environment: Environment): CertificateSubject[] {
  const byId = new Map(environment.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  return [...hubCertificates(environment), ...environment.dfsps.flatMap(dfspCertificates), ...issuedCertificates(environment, byId)]
}

function hubCertificates({ hub }: Environment): CertificateSubject[] {
  return [...single('hub-ca', hub.ca, null), ...many('hub-server', hub.server, null), ...single('hub-server-ca', hub.serverCa, null)]
}

function dfspCertificates(dfsp: Dfsp): CertificateSubject[] {
  return [
    ...single('ca', dfsp.ca, dfsp),
    ...single('server-ca', dfsp.serverCa, dfsp),
    ...many('server', dfsp.server, dfsp),
    ...many('hub-client', dfsp.hubClient, dfsp),
  ]
}

function issuedCertificates({ issued }: Environment, byId: ReadonlyMap<string, Dfsp>): CertificateSubject[] {
  return issued.certificates.flatMap((artefact) => single('client', [artefact], byId.get(artefact.dfsp ?? '') ?? null))
}

const many = (role: CertificateRole, artefacts: readonly Artefact<CertificateList>[], dfsp: Dfsp | null): CertificateSubject[] =>
  artefacts.map((artefact) => ({ role, artefact, dfsp }))
const single = (role: CertificateRole, artefacts: readonly Artefact<CertificateFacts>[], dfsp: Dfsp | null): CertificateSubject[] =>
  many(role, artefacts.map(asList), dfsp)

/** An artefact of one certificate as a list of one. */
export function asList(artefact: Artefact<CertificateFacts>): Artefact<CertificateList> {
  const { parsed } = artefact
  return { ...artefact, parsed: parsed.ok ? { ...parsed, facts: [parsed.facts] } : parsed }
}
