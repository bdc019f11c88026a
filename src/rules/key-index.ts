import { type KeyPlace, keyPlaces } from './key-places.ts'
import { keysSeen } from './keys-seen.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext, Problem } from './rule.ts'

/** Path of each file whose key already serves elsewhere → where. Made once per check, in one pass over all keys. */
const keyReuses: (context: CheckContext) => ReadonlyMap<string, string> = oncePerCheck(findReuses)

/** One problem where the file's key is used elsewhere and that use came first (CONTRACT §4). */
export function keyReuseProblem(path: string, context: CheckContext): Problem[] {
  const other = keyReuses(context).get(path)
  return other === undefined
    ? []
    : [{ message: `The key is already used in "${other}"; every purpose, party and environment has its own key.`, hint: 'make a new key' }]
}

function findReuses(context: CheckContext): ReadonlyMap<string, string> {
  const elsewhere = siblingPlaces(context)
  const records = keyRecords(context)
  const known = knownOnBase(context)
  const reuses = new Map<string, string>()
  for (const [spki, group] of bySpki(keyPlaces(context.environment))) {
    const record = records.get(spki)
    if (group.length === 1 && record === undefined && !elsewhere.has(spki)) continue
    const ordered = collapse(group).toSorted((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1))
    const outside = elsewhere.get(spki) ?? (record !== undefined && !ordered.some((place) => isRecorded(place, record)) ? record.path : undefined)
    const first = outside ?? ordered[0]?.path ?? ''
    for (const place of outside === undefined ? ordered.slice(1) : ordered) reuses.set(place.path, first)
    function rank(place: KeyPlace): number {
      return Number(!known.has(`${spki} ${place.path}`)) * 2 + Number(record === undefined || !isRecorded(place, record))
    }
  }
  return reuses
}

interface FirstUse {
  readonly path: string
  readonly purpose: string
  readonly dfsp: string | null
}

/** First use of every key ever seen, as the machine wrote it down in `issued/keys/`. */
function keyRecords({ environment }: CheckContext): ReadonlyMap<string, FirstUse> {
  return new Map(
    environment.issued.keys.flatMap(({ path, value }) => (value === null ? [] : [[value.spki, { path, purpose: value.purpose, dfsp: value.dfsp }]])),
  )
}

function isRecorded(place: KeyPlace, record: FirstUse): boolean {
  if (isCa(place)) return record.purpose === 'ca' || record.purpose === 'server-ca'
  return place.purpose === record.purpose && place.dfsp === record.dfsp
}

/** Two parties may rely on one CA for servers; `access/shared-ca` judges the others. */
const isCa = ({ purpose }: KeyPlace): boolean => purpose === 'server-ca' || purpose === 'ca'

/** The places that must each have a key of their own: a CA renewed under its key, or a certificate beside its request, is one place. */
function collapse(group: readonly KeyPlace[]): readonly KeyPlace[] {
  const kept = new Map<string, KeyPlace>()
  for (const place of group.toSorted((one, other) => Number(one.derived) - Number(other.derived) || (one.path < other.path ? -1 : 1))) {
    const unit = unitOf(place)
    if (place.derived && group.some((other) => !other.derived && unitOf({ ...other, derived: true }) === unit)) continue
    if (!kept.has(unit)) kept.set(unit, place)
  }
  return [...kept.values()]
}

function unitOf(place: KeyPlace): string {
  if (isCa(place)) return 'ca'
  return place.derived ? `${place.purpose} ${place.dfsp}` : place.path
}

/** Keys of other environments of the scheme; what serves only as a server's CA may be the same. */
function siblingPlaces({ siblings, indexes = [] }: CheckContext): ReadonlyMap<string, string> {
  const published = indexes.flatMap(({ name, keys }) => keys.map((spki) => [spki, `${name}: its index of keys`] as const))
  const entries = siblings.flatMap((sibling) => {
    const name = sibling.settings?.value?.name ?? 'another environment'
    return keysSeen(sibling).map(([spki, path]) => [spki, `${name}: ${path}`] as const)
  })
  return new Map([...published, ...entries])
}

function knownOnBase({ base }: CheckContext): ReadonlySet<string> {
  return new Set((base ? keyPlaces(base) : []).map(({ spki, path }) => `${spki} ${path}`))
}

function bySpki(all: readonly KeyPlace[]): ReadonlyMap<string, readonly KeyPlace[]> {
  const groups = new Map<string, KeyPlace[]>()
  for (const place of all) {
    const group = groups.get(place.spki)
    if (group === undefined) groups.set(place.spki, [place])
    else group.push(place)
  }
  return groups
}
