import type { Artefact, Environment } from '../../model/environment.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Rule } from '../rule.ts'
import { guardProblems, type Measure, type MeasureContext } from './measure.ts'

/**
 * A CA is rotated by adding the new one beside the old: a key that changes under the same name, or goes while
 * certificates still lead to it, cuts connections or hands trust to another in one step.
 */
export const guardTrustAnchor: Rule<'change'> = {
  code: 'guard/trust-anchor',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'No CA is replaced under its name, and none is removed while certificates in force lead to it.',
  cites: ['RFC 5280 §6.1.1'],
  *check({ base, head }, context) {
    yield* guardProblems(measureTrustAnchors({ base, head, settings: context.settings, at: context.at }), context)
  },
}

/** One measure for each party whose CAs are replaced, or removed while in use; `value` counts them. */
export function measureTrustAnchors({ base, head, at }: MeasureContext): readonly Measure[] {
  const after = new Map(partiesOf(head).map((party) => [party.scope, party]))
  return partiesOf(base).flatMap((party) => {
    const now = after.get(party.scope)
    if (now === undefined) return []
    const changed = [...replaced(party, now), ...removedInUse(party, now, at)]
    const [first] = changed
    if (first === undefined) return []
    const { scope, dfsp } = party
    return [
      {
        code: 'guard/trust-anchor',
        scope,
        value: changed.length,
        limit: 0,
        tripped: true,
        dfsp,
        path: first.path,
        message: changed.map(({ message }) => message).join(' '),
      },
    ]
  })
}

interface Party {
  readonly scope: string
  readonly dfsp: string | null
  readonly anchors: readonly Artefact<CertificateFacts>[]
  /** What may lead to them. */
  readonly below: readonly CertificateFacts[]
}

interface Said {
  readonly path: string
  readonly message: string
}

function partiesOf({ hub, dfsps, issued }: Environment): readonly Party[] {
  const ofHub = [...hub.ca, ...hub.serverCa]
  const present = dfsps.filter(({ profile }) => profile?.value?.status !== 'left')
  const ofDfsps = present.map(({ id, ca, serverCa, server, hubClient }) => ({
    scope: id,
    dfsp: id,
    anchors: [...ca, ...serverCa],
    below: [...facts([...ca, ...serverCa]), ...lists([...server, ...hubClient])],
  }))
  return [{ scope: 'environment', dfsp: null, anchors: ofHub, below: [...facts(ofHub), ...lists(hub.server), ...facts(issued.certificates)] }, ...ofDfsps]
}

function replaced(before: Party, after: Party): readonly Said[] {
  const now = new Map(after.anchors.map((anchor) => [anchor.path, anchor]))
  return before.anchors.flatMap(({ path, parsed }) => {
    const other = now.get(path)?.parsed
    if (!parsed.ok || other === undefined || (other.ok && other.facts.publicKey.sha256 === parsed.facts.publicKey.sha256)) return []
    return [{ path, message: `replaces the CA "${path}" under its name; a new CA is added beside the old one.` }]
  })
}

function removedInUse(before: Party, after: Party, at: Date): readonly Said[] {
  const kept = new Set(facts(after.anchors).map(({ publicKey }) => publicKey.sha256))
  const paths = new Set(after.anchors.map(({ path }) => path))
  return before.anchors.flatMap(({ path, parsed }) => {
    if (paths.has(path) || !parsed.ok || kept.has(parsed.facts.publicKey.sha256)) return []
    const users = after.below.filter((certificate) => certificate.notAfter >= at && Buffer.compare(certificate.issuer.der, parsed.facts.subject.der) === 0)
    return users.length === 0 ? [] : [{ path, message: `removes the CA "${path}" to which ${users.length} certificates in force lead.` }]
  })
}

function facts(artefacts: readonly Artefact<CertificateFacts>[]): CertificateFacts[] {
  return artefacts.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
}

function lists(artefacts: readonly Artefact<readonly CertificateFacts[]>[]): CertificateFacts[] {
  return artefacts.flatMap(({ parsed }) => (parsed.ok ? parsed.facts : []))
}
