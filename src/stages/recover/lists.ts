import { locate } from '../../model/layout.ts'
import type { Survivor } from '../../model/recovery.ts'
import { parseCrlPem } from '../../pki/crl.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CrlFacts } from '../../pki/facts.ts'
import { crlSignedBy } from '../../pki/verify.ts'
import type { KnownCa } from './authorities.ts'

const BLOCK = /-----BEGIN (X509 CRL)-----[A-Za-z0-9+/=\s]+-----END \1-----/g

/** A list that one of the Hub's CAs has signed. */
export interface FoundList {
  readonly ca: string
  readonly crl: CrlFacts
  readonly source: string
}

/** Every list in what survived that a CA of the Hub has signed, one or several to a file; others are nobody's. */
export function foundLists(survivors: readonly Survivor[], authorities: readonly KnownCa[]): readonly FoundList[] {
  return survivors.filter(mayHoldLists).flatMap(({ bytes, source }) =>
    [...new TextDecoder().decode(bytes).matchAll(BLOCK)].flatMap(([block]): readonly FoundList[] => {
      const parsed = parseCrlPem(new TextEncoder().encode(`${block}\n`))
      if (!parsed.ok) return []
      const ca = authorities.find(({ facts }) => equalBytes(parsed.facts.issuer.der, facts.subject.der) && crlSignedBy(parsed.facts, facts))
      return ca === undefined ? [] : [{ ca: ca.name, crl: parsed.facts, source }]
    }),
  )
}

function mayHoldLists({ path }: Survivor): boolean {
  const { kind } = locate(path)
  return path.endsWith('.pem') && kind !== 'issued-certificate'
}

/** Of each CA the list with the greatest number. */
export function greatestLists(lists: readonly FoundList[]): ReadonlyMap<string, FoundList> {
  const best = new Map<string, FoundList>()
  for (const list of lists) {
    const known = best.get(list.ca)
    if (known === undefined || (list.crl.number ?? -1n) > (known.crl.number ?? -1n)) best.set(list.ca, list)
  }
  return best
}
