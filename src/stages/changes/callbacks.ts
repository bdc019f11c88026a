import type { Dfsp } from '../../model/environment.ts'
import { type DfspRevisions, keysOf, type Revisions, type Told } from './told.ts'

/** Where the Hub calls: the base, and each resource that is served elsewhere. */
export function callbackChanges({ dfsps }: Revisions): readonly Told[] {
  return dfsps.flatMap(changed)
}

function changed({ id, before, after }: DfspRevisions): readonly Told[] {
  const [old, now] = [urls(before), urls(after)]
  const differing = keysOf(old, now).filter((resource) => old.get(resource) !== now.get(resource))
  return differing.map((resource) => {
    const [was, is] = [old.get(resource) ?? null, now.get(resource) ?? null]
    const what = resource === '*' ? '' : ` for /${resource}`
    return { kind: 'callback', dfsp: id, path: `dfsps/${id}/endpoints.yaml`, before: was, after: is, sentence: sentence(id, what, [was, is]) }
  })
}

function sentence(id: string, what: string, [was, is]: readonly [string | null, string | null]): string {
  if (is === null) return `No longer calls ${id} back at ${was}${what}.`
  return was === null ? `Calls ${id} back at ${is}${what}.` : `Calls ${id} back at ${is}${what}, no longer at ${was}.`
}

function urls(dfsp: Dfsp | null): ReadonlyMap<string, string> {
  const callbacks = dfsp?.endpoints?.value?.callbacks
  return new Map(callbacks === undefined ? [] : [['*', callbacks.base], ...Object.entries(callbacks.resources)])
}
