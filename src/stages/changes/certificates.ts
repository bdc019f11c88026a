import type { Artefact, CertificateList, Environment } from '../../model/environment.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { day, keysOf, type Revisions, type Told } from './told.ts'

interface Shelf {
  readonly dfsp: string | null
  readonly what: string
  readonly before: readonly Artefact<CertificateList>[]
  readonly after: readonly Artefact<CertificateList>[]
}

/** Server certificates and the Hub's client certificates: which come and go, and how far their end moves. */
export function certificateChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  const ofDfsps = dfsps.flatMap(({ id, before, after }) => [
    { dfsp: id, what: `server certificate of ${id}`, before: before?.server ?? [], after: after?.server ?? [] },
    { dfsp: id, what: `client certificate of the Hub for calls to ${id}`, before: before?.hubClient ?? [], after: after?.hubClient ?? [] },
  ])
  return [{ dfsp: null, what: 'server certificate of the Hub', before: hubServer(base), after: hubServer(head) }, ...ofDfsps].flatMap(changed)
}

function hubServer({ hub }: Environment): readonly Artefact<CertificateList>[] {
  return hub.server
}

function changed(shelf: Shelf): readonly Told[] {
  const [old, now] = [leaves(shelf.before), leaves(shelf.after)]
  const { dfsp, what } = shelf
  const moves = keysOf(old, now).flatMap((sha256): readonly Told[] => {
    const [was, is] = [old.get(sha256), now.get(sha256)]
    if (is !== undefined && was === undefined)
      return [
        {
          kind: 'key-add',
          dfsp,
          path: is.path,
          before: null,
          after: sha256,
          sentence: `Adds ${what}${forNames(is.facts)}, valid until ${day(is.facts.notAfter)}.`,
        },
      ]
    if (was !== undefined && is === undefined)
      return [
        {
          kind: 'key-retire',
          dfsp,
          path: was.path,
          before: sha256,
          after: null,
          sentence: `Removes ${what}, valid until ${day(was.facts.notAfter)}; ${now.size} left.`,
        },
      ]
    return []
  })
  return [...moves, ...expiry(shelf, [latest(old), latest(now)])]
}

interface Leaf {
  readonly path: string
  readonly facts: CertificateFacts
}

function expiry({ dfsp, what }: Shelf, [was, is]: readonly [Leaf | null, Leaf | null]): readonly Told[] {
  if (was === null || is === null || Number(was.facts.notAfter) === Number(is.facts.notAfter)) return []
  const [from, to] = [day(was.facts.notAfter), day(is.facts.notAfter)]
  return [{ kind: 'expiry', dfsp, path: is.path, before: from, after: to, sentence: `The last ${what} now ends on ${to}, before on ${from}.` }]
}

function leaves(artefacts: readonly Artefact<CertificateList>[]): ReadonlyMap<string, Leaf> {
  return new Map(artefacts.flatMap(({ path, parsed }) => (parsed.ok ? [[parsed.facts[0].sha256, { path, facts: parsed.facts[0] }] as const] : [])))
}

function latest(list: ReadonlyMap<string, Leaf>): Leaf | null {
  return [...list.values()].sort((a, b) => Number(b.facts.notAfter) - Number(a.facts.notAfter) || (a.path < b.path ? -1 : 1))[0] ?? null
}

function forNames({ decoded }: CertificateFacts): string {
  const hosts = (decoded.subjectAltName?.names ?? []).flatMap((name) => (name.kind === 'dns' ? [name.value] : []))
  return hosts.length === 0 ? '' : ` for ${hosts.join(', ')}`
}
