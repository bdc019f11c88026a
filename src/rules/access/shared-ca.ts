import type { Environment } from '../../model/environment.ts'
import type { Rule } from '../rule.ts'

/** A CA key in two hands lets either DFSP be taken for the other; a public CA belongs in server-ca/. */
export const accessSharedCa: Rule<'environment'> = {
  code: 'access/shared-ca',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'No key of a DFSP’s own CA is a CA of another DFSP or of the Hub.',
  cites: ['RFC 5280 §6.2'],
  *check(environment, { base }) {
    const known = new Set(base == null ? [] : anchors(base).map(({ key }) => key))
    const holders = new Map<string, Anchor>()
    const first = firstHolders(environment)
    const rank = ({ key, spki, dfsp }: Anchor): number => Number(!known.has(key)) * 2 + Number(first.get(spki) !== dfsp)
    const oldFirst = anchors(environment).sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
    for (const anchor of [...ofHub(environment), ...oldFirst]) {
      const other = holders.get(anchor.spki)
      if (other === undefined) holders.set(anchor.spki, anchor)
      else if (other.dfsp !== anchor.dfsp) {
        yield {
          path: anchor.path,
          dfsp: anchor.dfsp,
          message: `this CA has the key of ${other.path}, the CA of ${other.dfsp ?? 'the Hub'}; a DFSP's own CA is its own.`,
          hint: `a CA that serves many belongs in dfsps/${anchor.dfsp ?? ''}/server-ca/`,
        }
      }
    }
  },
}

/** Whose each key was first, as `issued/keys` says: who copies it later is blamed, whatever they are called. */
const firstHolders = ({ issued }: Environment): ReadonlyMap<string, string | null> =>
  new Map(issued.keys.flatMap(({ value }) => (value === null ? [] : [[value.spki, value.dfsp] as const])))

interface Anchor {
  readonly dfsp: string | null
  readonly path: string
  readonly spki: string
  readonly key: string
}

function anchors({ dfsps }: Environment): Anchor[] {
  const own = dfsps.filter(({ profile }) => profile?.value?.status !== 'left')
  return own.flatMap(({ id, ca }) =>
    ca.flatMap(({ path, parsed }) =>
      parsed.ok ? [{ dfsp: id, path, spki: parsed.facts.publicKey.sha256, key: `${path} ${parsed.facts.publicKey.sha256}` }] : [],
    ),
  )
}

function ofHub({ hub }: Environment): Anchor[] {
  return hub.ca.flatMap(({ path, parsed }) => (parsed.ok ? [{ dfsp: null, path, spki: parsed.facts.publicKey.sha256, key: path }] : []))
}
