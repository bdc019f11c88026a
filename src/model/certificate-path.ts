import type { CertificateFacts } from '../pki/facts.ts'
import { type FactsResult, validateFacts } from '../pki/path-facts.ts'
import type { Artefact, CertificateList, Dfsp, Hub } from './environment.ts'

/** What a certificate with a path to an anchor of ours or of its DFSP is for. */
export type PathRole = 'client' | 'server' | 'hub-server' | 'hub-client' | 'ca' | 'hub-ca'

export interface PathSubject {
  readonly role: PathRole
  /** Leaf first, then what its file holds beside it. */
  readonly certificates: CertificateList
  /** Null: the Hub, or a DFSP whose folder is not there. */
  readonly dfsp: Dfsp | null
}

/** Who may stand between the leaf and the anchor, and who is trusted. */
interface Trust {
  readonly purpose: 'client' | 'server' | null
  readonly anchors: readonly CertificateFacts[]
  /** Intermediates that are at hand besides those in the leaf's own file. */
  readonly untrusted: readonly CertificateFacts[]
}

/**
 * The path of a certificate as the gateways will build it: a server sends its intermediates in its own file, for client certificates the verifier
 * has them. Anchors are the self-issued CAs of the DFSP or the Hub, for servers those in `server-ca/` too.
 */
export function certificatePath(subject: PathSubject, hub: Hub, at: Date): FactsResult {
  return validate(subject, trustOf(subject, hub), at)
}

/** The same, as if a server's file held the intermediates that lie in `ca/`: tells what is missing in the file from what is missing altogether. */
export function pathWithIntermediates(subject: PathSubject, hub: Hub, at: Date): FactsResult {
  const trust = trustOf(subject, hub)
  const known = subject.role === 'hub-server' ? factsOf(hub.ca) : factsOf(subject.dfsp?.ca ?? [])
  return validate(subject, { ...trust, untrusted: known.filter((facts) => !facts.selfIssued) }, at)
}

/** The trust anchors of such a certificate. */
export const anchorsOf = (subject: PathSubject, hub: Hub): readonly CertificateFacts[] => trustOf(subject, hub).anchors

function validate({ certificates: [leaf, ...rest] }: PathSubject, { purpose, anchors, untrusted }: Trust, at: Date): FactsResult {
  return validateFacts({ leaf, untrusted: [...rest, ...untrusted], anchors, purpose, at, profile: 'deployed' })
}

/** The same for every certificate of a party and role, so it is put together once. */
const trusts = new WeakMap<Hub | Dfsp, Map<PathRole, Trust>>()

function trustOf({ role, dfsp }: PathSubject, hub: Hub): Trust {
  const party = role === 'client' || dfsp === null ? hub : dfsp
  const known = trusts.get(party) ?? new Map<PathRole, Trust>()
  trusts.set(party, known)
  const trust = known.get(role) ?? TRUST[role](dfsp, hub)
  known.set(role, trust)
  return trust
}

const TRUST: Readonly<Record<PathRole, (dfsp: Dfsp | null, hub: Hub) => Trust>> = {
  client: (_, hub) => ({ purpose: 'client', ...below(factsOf(hub.ca)) }),
  'hub-ca': (_, hub) => ({ purpose: null, ...below(factsOf(hub.ca)) }),
  'hub-server': (_, hub) => ({ purpose: 'server', anchors: roots(factsOf([...hub.ca, ...hub.serverCa])), untrusted: [] }),
  server: (dfsp) => ({ purpose: 'server', anchors: roots(factsOf([...(dfsp?.ca ?? []), ...(dfsp?.serverCa ?? [])])), untrusted: [] }),
  'hub-client': (dfsp) => ({ purpose: 'client', ...below(factsOf(dfsp?.ca ?? [])) }),
  ca: (dfsp) => ({ purpose: null, ...below(factsOf(dfsp?.ca ?? [])) }),
}

const factsOf = (artefacts: readonly Artefact<CertificateFacts>[]): readonly CertificateFacts[] =>
  artefacts.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
const roots = (certificates: readonly CertificateFacts[]): readonly CertificateFacts[] => certificates.filter(({ selfIssued }) => selfIssued)
const below = (certificates: readonly CertificateFacts[]): { anchors: readonly CertificateFacts[]; untrusted: readonly CertificateFacts[] } => ({
  anchors: roots(certificates),
  untrusted: certificates.filter(({ selfIssued }) => !selfIssued),
})
