import type { Document } from '../../model/environment.ts'
import { keysOf, type Revisions, type Told } from './told.ts'

/** Everything in the YAML files of people that has no kind of its own, value by value. */
export function settingChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  return [
    ...changed(null, [base.settings, head.settings], (key) => !key.startsWith('roles.')),
    ...changed(null, [base.hub.profile, head.hub.profile]),
    ...changed(null, [base.hub.endpoints, head.hub.endpoints]),
    ...dfsps.flatMap(({ id, before, after }) => [
      ...changed(id, [before?.profile ?? null, after?.profile ?? null], (key) => key !== 'status' && key !== 'roles'),
      ...changed(id, [before?.endpoints ?? null, after?.endpoints ?? null], isOfKeptNetwork),
    ]),
  ]
}

type Both = readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>]

/** Notes come and go with their network; of one that stays they are said, as is with whom any is shared. */
function isOfKeptNetwork(key: string, [old, now]: Both): boolean {
  if (!key.startsWith('egress.')) return false
  const network = `${key.slice(0, key.lastIndexOf('.'))}.cidr`
  return key.endsWith('.sharedWith') || (key.endsWith('.note') && old.has(network) && now.has(network))
}

function changed(
  dfsp: string | null,
  [was, is]: readonly [Document<unknown> | null, Document<unknown> | null],
  wanted: (key: string, both: Both) => boolean = () => true,
): readonly Told[] {
  const path = is?.path ?? was?.path
  if (path === undefined || was?.sha256 === is?.sha256) return []
  const [old, now] = [leaves(was?.value ?? null), leaves(is?.value ?? null)]
  const differing = keysOf(old, now).filter((key) => wanted(key, [old, now]) && old.get(key) !== now.get(key))
  return differing.map((key) => {
    const [before, after] = [old.get(key) ?? null, now.get(key) ?? null]
    return { kind: 'policy', dfsp, path, before, after, sentence: sentence(path, key, [before, after]) }
  })
}

function sentence(path: string, key: string, [before, after]: readonly [string | null, string | null]): string {
  if (before === null) return `Sets ${key} in ${path} to ${after}.`
  return after === null ? `Removes ${key} (${before}) from ${path}.` : `Changes ${key} in ${path} from ${before} to ${after}.`
}

/** Scalars by dotted key, a list of scalars as one; entries of other lists by what names them, so that their order does not count. */
function leaves(value: unknown, key = ''): ReadonlyMap<string, string> {
  if (value === null || typeof value !== 'object' || isScalarList(value)) return new Map(key === '' ? [] : [[key, JSON.stringify(value)]])
  const entries = Array.isArray(value) ? value.map((entry, index) => [nameOf(entry, index), entry] as const) : Object.entries(value)
  return new Map(entries.flatMap(([name, inner]) => [...leaves(inner, key === '' ? name : `${key}.${name}`)]))
}

function isScalarList(value: object): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => entry === null || typeof entry !== 'object')
}

function nameOf(entry: unknown, index: number): string {
  const named = Object.entries(entry ?? {}).find(([key]) => key === 'cidr' || key === 'email')
  return named === undefined ? String(index) : String(named[1])
}
