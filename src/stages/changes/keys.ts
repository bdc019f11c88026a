import type { Artefact, Dfsp, Environment } from '../../model/environment.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { keysOf, type Revisions, short, type Told } from './told.ts'

interface Shelf {
  readonly dfsp: string | null
  /** `JWS key`. */
  readonly what: string
  readonly of: string
  readonly before: readonly Artefact<PublicKeyFacts>[]
  readonly after: readonly Artefact<PublicKeyFacts>[]
}

/** Public keys that come and go, by what they are, not by file name. */
export function keyChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  const ofDfsps = dfsps.flatMap(({ id, before, after }) =>
    DFSP_KEYS.map(({ what, list }) => ({ dfsp: id, what, of: id, before: before === null ? [] : list(before), after: after === null ? [] : list(after) })),
  )
  const ofHub = HUB_KEYS.map(({ what, list }) => ({ dfsp: null, what, of: 'the Hub', before: list(base), after: list(head) }))
  return [...ofHub, ...ofDfsps].flatMap(changed)
}

const DFSP_KEYS: readonly { readonly what: string; readonly list: (dfsp: Dfsp) => readonly Artefact<PublicKeyFacts>[] }[] = [
  { what: 'JWS key', list: ({ jws }) => jws },
  { what: 'token endpoint key', list: ({ oauth }) => oauth },
  { what: "officer's key", list: ({ officers }) => officers },
]

const HUB_KEYS: readonly { readonly what: string; readonly list: (environment: Environment) => readonly Artefact<PublicKeyFacts>[] }[] = [
  { what: 'JWS key', list: ({ hub }) => hub.jws },
  { what: 'key of the token issuer', list: ({ hub }) => hub.oauth },
  { what: 'deploy key', list: ({ hub }) => hub.deploy },
  { what: "officer's key", list: ({ hub }) => hub.officers },
]

function changed({ dfsp, what, of, before, after }: Shelf): readonly Told[] {
  const [old, now] = [bySha256(before), bySha256(after)]
  return keysOf(old, now).flatMap((sha256): readonly Told[] => {
    const [was, is] = [old.get(sha256), now.get(sha256)]
    if (is !== undefined && was === undefined) {
      return [
        {
          kind: 'key-add',
          dfsp,
          path: is.path,
          before: null,
          after: sha256,
          sentence: `Adds ${what} ${is.name} of ${of} (${kindOf(is.facts)}, SHA-256 ${short(sha256)}).`,
        },
      ]
    }
    if (was !== undefined && is === undefined) {
      return [
        {
          kind: 'key-retire',
          dfsp,
          path: was.path,
          before: sha256,
          after: null,
          sentence: `Retires ${what} ${was.name} of ${of} (SHA-256 ${short(sha256)}); ${now.size} left.`,
        },
      ]
    }
    return []
  })
}

interface Known {
  readonly name: string
  readonly path: string
  readonly facts: PublicKeyFacts
}

function bySha256(artefacts: readonly Artefact<PublicKeyFacts>[]): ReadonlyMap<string, Known> {
  return new Map(artefacts.flatMap(({ name, path, parsed }) => (parsed.ok ? [[parsed.facts.sha256, { name, path, facts: parsed.facts }] as const] : [])))
}

function kindOf(facts: PublicKeyFacts): string {
  if (facts.kind === 'rsa') return `RSA ${facts.bits} bits`
  return facts.kind === 'ec' ? `EC ${facts.curve}` : facts.oid
}
