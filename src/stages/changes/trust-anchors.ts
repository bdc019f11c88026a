import type { Artefact } from '../../model/environment.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { day, keysOf, type Revisions, short, type Told } from './told.ts'

interface Shelf {
  readonly dfsp: string | null
  readonly of: string
  readonly before: readonly Artefact<CertificateFacts>[]
  readonly after: readonly Artefact<CertificateFacts>[]
}

/** CA certificates of either side that come and go. */
export function trustAnchorChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  const ofDfsps = dfsps.map(({ id, before, after }) => ({
    dfsp: id,
    of: id,
    before: before === null ? [] : [...before.ca, ...before.serverCa],
    after: after === null ? [] : [...after.ca, ...after.serverCa],
  }))
  const ofHub = { dfsp: null, of: 'the Hub', before: [...base.hub.ca, ...base.hub.serverCa], after: [...head.hub.ca, ...head.hub.serverCa] }
  return [ofHub, ...ofDfsps].flatMap(changed)
}

function changed({ dfsp, of, before, after }: Shelf): readonly Told[] {
  const [old, now] = [bySha256(before), bySha256(after)]
  return keysOf(old, now).flatMap((sha256): readonly Told[] => {
    const [was, is] = [old.get(sha256), now.get(sha256)]
    if (is !== undefined && was === undefined) {
      const what = is.facts.selfIssued ? 'trust anchor' : 'intermediate CA'
      return [
        {
          kind: 'trust-anchor',
          dfsp,
          path: is.path,
          before: null,
          after: sha256,
          sentence: `Adds ${what} "${is.facts.subject.text}" of ${of} (SHA-256 ${short(sha256)}), valid until ${day(is.facts.notAfter)}.`,
        },
      ]
    }
    if (was !== undefined && is === undefined) {
      return [
        {
          kind: 'trust-anchor',
          dfsp,
          path: was.path,
          before: sha256,
          after: null,
          sentence: `Removes CA "${was.facts.subject.text}" of ${of} (SHA-256 ${short(sha256)}); ${now.size} left.`,
        },
      ]
    }
    return []
  })
}

function bySha256(artefacts: readonly Artefact<CertificateFacts>[]): ReadonlyMap<string, { readonly path: string; readonly facts: CertificateFacts }> {
  return new Map(artefacts.flatMap(({ path, parsed }) => (parsed.ok ? [[parsed.facts.sha256, { path, facts: parsed.facts }] as const] : [])))
}
