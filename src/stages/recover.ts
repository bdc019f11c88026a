import type { Environment } from '../model/environment.ts'
import type { RecoverReport, Survivor } from '../model/recovery.ts'
import { parseOneCertificatePem } from '../pki/certificate.ts'
import { PURPOSE_OID } from '../pki/oids.ts'
import { writePem } from '../pki/pem.ts'
import { greatestNumbers, knownCrlNumbers } from './crl-numbers.ts'
import { loadIssued } from './load/load-issued.ts'
import { sortPlaces } from './load/places.ts'
import { against, serialOf } from './recover/against.ts'
import { isCertifiedBy, type KnownCa, knownAuthorities } from './recover/authorities.ts'
import { type Finds, findsOf } from './recover/finds.ts'
import { type FoundList, foundLists, greatestLists } from './recover/lists.ts'
import { foundRecords } from './recover/records.ts'
import { foundRevocations } from './recover/revocations.ts'

export interface Recovery extends Pick<RecoverReport, 'conflicts' | 'refused' | 'unrecorded' | 'revocations'> {
  /** What is missing in the environment. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]
  /** Greatest number of any list that was seen, by name of the CA. */
  readonly floors: ReadonlyMap<string, bigint>
}

/**
 * What is missing in the environment and survived elsewhere: records with their certificates, keys that were seen, revocations,
 * and of each CA the list with the greatest number. Nothing that stands is overwritten; where it differs, that is a conflict.
 */
export function recover(environment: Environment, survivors: readonly Survivor[]): Recovery {
  const finds = findsOf(survivors)
  const authorities = knownAuthorities(environment, finds.survivors)
  const records = foundRecords(finds, authorities)
  const lists = foundLists(finds.survivors, authorities)
  const revocations = foundRevocations(environment, finds, lists)
  const { missing, conflicts } = against(environment, [...records.taken, ...foundKeys(finds)])
  return {
    files: [...missing, ...revocations.taken, ...listFiles(environment, lists)].sort((a, b) => (a.path < b.path ? -1 : 1)),
    conflicts,
    refused: records.refused.filter(({ path }) => !environment.tree.entries.some((entry) => entry.path === path)),
    unrecorded: unrecorded(finds, { authorities, known: [...environment.issued.certificates.map(({ path }) => path), ...missing.map(({ path }) => path)] }),
    revocations: revocations.said,
    floors: greatestNumbers(knownCrlNumbers(environment), ...lists.map(({ ca, crl }) => new Map([[ca, crl.number ?? 0n]]))),
  }
}

/** A record of a key that was seen; which commit saw it first may differ between two clones that have parted. */
function foundKeys({ survivors, find }: Finds): readonly Survivor[] {
  const entries = survivors.map(({ path, bytes }) => ({ path, bytes, utf8: true, mode: '100644', size: bytes.length, layer: 'issued' as const }))
  const seen = new Set<string>()
  return loadIssued(sortPlaces(entries).shared).keys.flatMap(({ path, sha256, name, value }) => {
    const survivor = value === null || value.spki !== name || seen.has(path) ? null : find(path, sha256)
    if (survivor === null) return []
    seen.add(path)
    return [survivor]
  })
}

/** A list that is newer than the one in its place. */
function listFiles(environment: Environment, lists: readonly FoundList[]): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  const held = knownCrlNumbers(environment)
  const online = new Set(Object.keys(environment.settings?.value?.signers ?? {}))
  return [...greatestLists(lists)].flatMap(([ca, { crl }]) => {
    if ((held.get(ca) ?? -1n) >= (crl.number ?? -1n)) return []
    return [{ path: `${online.has(ca) ? 'issued/crl' : 'hub/crl'}/${ca}.pem`, bytes: new TextEncoder().encode(writePem('X509 CRL', crl.der)) }]
  })
}

/** Client certificates of the Hub that lie somewhere (in a gateway's folder, in a bundle) and of which no record is left. */
function unrecorded(
  { survivors }: Finds,
  { authorities, known }: { readonly authorities: readonly KnownCa[]; readonly known: readonly string[] },
): Recovery['unrecorded'] {
  const serials = new Set(known.map(serialOf))
  const found = new Map<string, string>()
  for (const { path, bytes, source } of survivors) {
    const parsed = path.endsWith('.pem') ? parseOneCertificatePem(bytes) : null
    if (parsed?.ok !== true || parsed.facts.decoded.basicConstraints?.ca === true) continue
    const { facts } = parsed
    const isClient = facts.decoded.extendedKeyUsage?.purposes.includes(PURPOSE_OID.clientAuth) === true
    if (isClient && !serials.has(facts.serial) && authorities.some((ca) => isCertifiedBy(facts, ca.facts))) found.set(facts.serial, source)
  }
  return [...found].map(([serial, source]) => ({ serial, source }))
}
