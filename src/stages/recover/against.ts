import type { Environment } from '../../model/environment.ts'
import { locate } from '../../model/layout.ts'
import type { NotTaken, Survivor } from '../../model/recovery.ts'

export interface Against {
  readonly missing: readonly Survivor[]
  readonly conflicts: readonly NotTaken[]
}

/** What the environment has not, and what contradicts it or another find: of two with one path or serial number neither is written. */
export function against({ tree }: Environment, found: readonly Survivor[]): Against {
  const standing = new Map(tree.entries.map(({ path, bytes }) => [path, bytes]))
  const places = new Map(
    [...standing.keys(), ...found.map(({ path }) => path)].reverse().flatMap((path) => (isIssued(path) ? [[serialOf(path), stem(path)]] : [])),
  )
  const missing = new Map<string, Survivor>()
  const conflicts: NotTaken[] = []
  for (const survivor of found) {
    const { path, bytes, source } = survivor
    const message = serialProblem(path, places) ?? contentProblem(survivor, standing.get(path) ?? missing.get(path)?.bytes)
    if (message !== null) conflicts.push({ path, source, message })
    else if (!standing.has(path)) missing.set(path, { path, bytes, source })
  }
  const disputed = new Set(conflicts.map(({ path }) => stem(path)))
  return { missing: [...missing.values()].filter(({ path }) => !disputed.has(stem(path))), conflicts }
}

function serialProblem(path: string, places: ReadonlyMap<string | undefined, string | undefined>): string | null {
  const place = isIssued(path) ? places.get(serialOf(path)) : undefined
  return place === undefined || place === stem(path) ? null : `Its serial number is already that of "${place}".`
}

/** A record of a key may name another commit that saw it first: two clones that have parted each wrote their own. */
function contentProblem({ path, bytes }: Survivor, other: Uint8Array | undefined): string | null {
  if (other === undefined || locate(path).kind === 'issued-key' || Buffer.compare(other, bytes) === 0) return null
  return 'This stands already with another content; neither is overwritten.'
}

const isIssued = (path: string): boolean => path.startsWith('issued/certificates/')

const stem = (path: string): string => path.replace(/\.(pem|json)$/, '')

/** The serial number in the name of a record or certificate. */
export const serialOf = (path: string): string => stem(path).split('.').at(-1) ?? ''
