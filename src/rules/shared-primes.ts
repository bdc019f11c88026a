import type { Environment } from '../model/environment.ts'
import { commonFactors, sharedFactors } from '../pki/batch-gcd.ts'
import { boundedCache } from '../pki/bounded-cache.ts'
import { sha256Hex } from '../pki/digest.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { parsePublicKey } from '../pki/spki.ts'
import { type KeyPlace, keyPlaces } from './key-places.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext } from './rule.ts'

/** Where the earlier key is whose modulus shares a prime with the one in this file: in the repository, its history or a sibling. */
export const sharedPrimeWith = (path: string, context: CheckContext): string | undefined => sharings(context).get(path)

const sharings: (context: CheckContext) => ReadonlyMap<string, string> = oncePerCheck(findSharings)

interface Candidate {
  readonly sha256: string
  readonly modulus: bigint
  /** Where it is, for people. */
  readonly place: string
  /** The file to blame; null where nobody can mend it here. */
  readonly path: string | null
}

/** Path of each file whose modulus shares a prime → where the first one is that it shares with. */
function findSharings(context: CheckContext): ReadonlyMap<string, string> {
  const candidates = [...bySpki([...elsewhere(context), ...history(context), ...oldestFirst(context)]).values()]
  const common = commonOf(candidates)
  const flagged = candidates.filter(({ sha256 }) => common.has(sha256))
  const firsts = sharedFactors(flagged.map(({ sha256 }) => common.get(sha256) ?? 1n))
  return new Map([...firsts].flatMap(([at, first]) => pairOf(flagged[at], flagged[first])))
}

function pairOf(later: Candidate | undefined, earlier: Candidate | undefined): readonly (readonly [string, string])[] {
  return later?.path == null || earlier === undefined ? [] : [[later.path, earlier.place]]
}

/** The earliest place of each key. */
function bySpki(candidates: readonly Candidate[]): ReadonlyMap<string, Candidate> {
  const keys = new Map<string, Candidate>()
  for (const candidate of candidates) if (!keys.has(candidate.sha256)) keys.set(candidate.sha256, candidate)
  return keys
}

const batches = boundedCache<ReadonlyMap<string, bigint>>(4)

/** Keys that share anything, and what. The same keys are compared once, whatever their order: base and head differ in few. */
function commonOf(candidates: readonly Candidate[]): ReadonlyMap<string, bigint> {
  const keys = candidates.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1))
  return batches(sha256Hex(Buffer.from(keys.map(({ sha256 }) => sha256).join())), () => {
    const common = commonFactors(keys.map(({ modulus }) => modulus))
    return new Map(keys.flatMap(({ sha256 }, at) => (common[at] === 1n ? [] : [[sha256, common[at] ?? 1n]])))
  })
}

function elsewhere({ siblings }: CheckContext): readonly Candidate[] {
  return siblings.flatMap((sibling) => {
    const name = sibling.settings?.value?.name ?? 'another environment'
    return keyPlaces(sibling).flatMap(({ key, path }) => candidate(key, { place: `${name}: ${path}`, path: null }))
  })
}

/** Keys that are in `issued/keys/` only: their files are gone. */
function history({ environment }: CheckContext): readonly Candidate[] {
  const present = new Set(keyPlaces(environment).map(({ spki }) => spki))
  return environment.issued.keys.flatMap(({ path, value }) => {
    if (value?.publicKey === undefined || present.has(value.spki)) return []
    const parsed = parsePublicKey(Buffer.from(value.publicKey, 'base64'))
    return parsed.ok ? candidate(parsed.facts, { place: path, path: null }) : []
  })
}

/** Keys on base first, then those that were seen before, then the newcomers; among equals in order of paths. */
function oldestFirst({ environment, base }: CheckContext): readonly Candidate[] {
  const onBase = spkisOf(base ?? null)
  const seen = new Set(environment.issued.keys.map(({ name }) => name))
  const rank = ({ spki, derived }: KeyPlace): number => Number(!onBase.has(spki)) * 4 + Number(!seen.has(spki)) * 2 + Number(derived)
  const places = keyPlaces(environment).filter(({ key }) => key.kind === 'rsa')
  return places
    .sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1))
    .flatMap(({ key, path }) => candidate(key, { place: path, path }))
}

const spkisOf = (environment: Environment | null): ReadonlySet<string> => new Set(environment === null ? [] : keyPlaces(environment).map(({ spki }) => spki))

/** Only RSA keys have primes to share. */
function candidate(key: PublicKeyFacts, where: Pick<Candidate, 'place' | 'path'>): readonly Candidate[] {
  return key.kind === 'rsa' && key.modulus % 2n === 1n && key.bits <= MAX_BITS ? [{ sha256: key.sha256, modulus: key.modulus, ...where }] : []
}

/** The greatest size that a policy can accept. */
const MAX_BITS = 16_384
