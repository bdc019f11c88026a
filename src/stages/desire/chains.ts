import type { ServerChain, TrustAnchor } from '../../model/desired.ts'
import type { Artefact, CertificateList } from '../../model/environment.ts'
import { isInForce } from '../../model/holdings.ts'
import { formatInstant } from '../../model/time.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { validateFacts } from '../../pki/path-facts.ts'
import { writePem } from '../../pki/pem.ts'
import { type Context, newestFirst, usable } from './context.ts'

/** A certificate file with the path that it was validated by. */
export interface ValidatedChain extends ServerChain {
  readonly anchor: TrustAnchor
}

/** CAs by file, in two parts: what may be trusted, and what only links. */
export interface Authorities {
  readonly anchors: readonly { readonly path: string; readonly facts: CertificateFacts }[]
  readonly links: readonly CertificateFacts[]
}

/** Self-issued ones of `ca` and everything in `serverCa` may be trusted; the others only link. */
export function authorities(context: Context, ca: readonly Artefact<CertificateFacts>[], serverCa: readonly Artefact<CertificateFacts>[]): Authorities {
  const own = usable(context, ca)
  const extra = usable(context, serverCa)
  const located = (list: typeof own): Authorities['anchors'] => list.map(({ artefact, facts }) => ({ path: artefact.path, facts }))
  return {
    anchors: located([...own.filter(({ facts }) => facts.selfIssued), ...extra.filter(({ facts }) => facts.selfIssued)]),
    links: [...own, ...extra].filter(({ facts }) => !facts.selfIssued).map(({ facts }) => facts),
  }
}

/** The files whose leaf is in force and has a path to one of the anchors, newest first: the path's certificates without the anchor. */
export function validatedChains(
  context: Context,
  files: readonly Artefact<CertificateList>[],
  options: { readonly trust: Authorities; readonly purpose: 'client' | 'server' },
): readonly ValidatedChain[] {
  const { trust, purpose } = options
  return usable(context, files)
    .filter(({ facts: [leaf] }) => isInForce(leaf, context.at))
    .map(({ artefact, facts: [leaf, ...rest] }) => ({ leaf, path: artefact.path, name: artefact.name, rest }))
    .sort(newestFirst)
    .flatMap(({ leaf, rest, path, name }) => {
      const result = validateFacts({
        leaf,
        untrusted: [...rest, ...trust.links],
        anchors: trust.anchors.map(({ facts }) => facts),
        purpose,
        at: context.at,
        profile: 'deployed',
      })
      const anchor = result.ok ? trust.anchors.find(({ facts }) => facts.sha256 === result.path.at(-1)?.sha256) : undefined
      if (!result.ok || anchor === undefined) return []
      return [
        {
          name,
          pem: certificatesPem(result.path.slice(0, -1)),
          sha256: leaf.sha256,
          notAfter: formatInstant(leaf.notAfter),
          path,
          anchor: anchorOf(anchor.facts, anchor.path),
        },
      ]
    })
}

/** Each anchor once, by fingerprint. */
export function distinctAnchors(chains: readonly Pick<ValidatedChain, 'anchor'>[]): readonly TrustAnchor[] {
  return [...new Map(chains.map(({ anchor }) => [anchor.sha256, anchor])).values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
}

/** A CA as trust anchor, re-encoded. */
export function anchorOf(facts: CertificateFacts, path: string): TrustAnchor {
  return { pem: certificatesPem([facts]), sha256: facts.sha256, path }
}

function certificatesPem(list: readonly CertificateFacts[]): string {
  return list.map(({ der }) => writePem('CERTIFICATE', der)).join('')
}
