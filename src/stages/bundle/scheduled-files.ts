import type { Desired, JwsKey } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { formatInstant, parseInstant } from '../../model/time.ts'
import { type Delivery, type RenderOptions, render } from '../render.ts'

export const SCHEDULED = 'scheduled'
/** More changes than that are left to the next rendering. */
const MAX_INSTANTS = 32

/**
 * The delivery with what JWS schedules will change in it: a file that ends says until when it counts, and what counts after
 * that lies below `scheduled/<instant>/`. So a key comes and goes at its time though nothing new is rendered.
 */
export function withSchedule(delivery: Delivery, desired: Desired, only: Pick<RenderOptions, 'targets'>): Delivery {
  const standing = new Map(delivery.files.filter(({ keep }) => keep !== true).map((file) => [file.path, file]))
  const done: RenderedFile[] = delivery.files.filter(({ keep }) => keep === true)
  for (const instant of instantsOf(desired)) {
    const later = render(desiredAt(desired, instant), { ...only, for: delivery.for }).deliveries[0]?.files ?? []
    const next = new Map(later.filter(({ keep }) => keep !== true).map((file) => [file.path, file]))
    const changed = [...new Set([...standing.keys(), ...next.keys()])].filter((path) => standing.get(path)?.text !== next.get(path)?.text)
    for (const path of changed) {
      const [old, fresh] = [standing.get(path), next.get(path)]
      if (old !== undefined) done.push(until(old, instant))
      if (fresh === undefined) standing.delete(path)
      else standing.set(path, { path: scheduledPath(instant, path), text: fresh.text, scheduled: { as: path, from: instant } })
    }
  }
  return { ...delivery, files: [...done, ...standing.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

const until = (file: RenderedFile, instant: string): RenderedFile => ({ ...file, scheduled: { ...file.scheduled, until: instant } })

const scheduledPath = (instant: string, path: string): string => `${SCHEDULED}/${instant.replaceAll(':', '')}/${path}`

/** The instants after as-of at which a key begins or has ended, in order. */
function instantsOf({ asOf, hub, dfsps }: Desired): readonly string[] {
  const keys = [hub.jws, ...dfsps.map(({ jws }) => jws)].flat()
  const instants = keys.flatMap(({ activeFrom, retireAfter }) => [
    ...(activeFrom === null ? [] : [activeFrom]),
    ...(retireAfter === null ? [] : [after(retireAfter)]),
  ])
  return [...new Set(instants)]
    .filter((instant) => instant > asOf)
    .sort()
    .slice(0, MAX_INSTANTS)
}

/** `retireAfter` is the last instant of use. */
function after(text: string): string {
  const instant = parseInstant(text)
  return instant === null ? text : formatInstant(new Date(instant.getTime() + 1000))
}

/** The model at a later instant as far as keys are concerned; nothing else moves. */
function desiredAt(desired: Desired, asOf: string): Desired {
  const inUse = (keys: readonly JwsKey[]): readonly JwsKey[] => keys.filter(({ retireAfter }) => retireAfter === null || retireAfter >= asOf)
  return { ...desired, asOf, hub: { ...desired.hub, jws: inUse(desired.hub.jws) }, dfsps: desired.dfsps.map((dfsp) => ({ ...dfsp, jws: inUse(dfsp.jws) })) }
}
