import type { Dfsp, Environment } from '../../model/environment.ts'
import { readCallbackUrl } from '../../net/callback-url.ts'
import { type Cidr, parseAddress, parseCidr } from '../../net/cidr.ts'
import { cidrSize, mergeCidrs, subtractCidrs } from '../../net/cidr-algebra.ts'
import type { DfspRevisions, Revisions, Told } from './told.ts'

/** What opens and closes in firewalls: towards the Hub for egress networks, from the Hub for callback addresses. */
export function addressChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  return dfsps.flatMap((pair) => [...egressChanges(pair, ingressPort(head) ?? ingressPort(base)), ...calloutChanges(pair)])
}

function ingressPort({ hub }: Environment): number | null {
  return hub.endpoints?.value?.ingress.port ?? null
}

function egressChanges({ id, before, after }: DfspRevisions, port: number | null): readonly Told[] {
  const to = port === null ? "the Hub's port" : `the Hub's port ${port}`
  const [opens, closes] = difference(isActive(before) ? egress(before) : [], isActive(after) ? egress(after) : [])
  const opened = opens.map((cidr) => told(id, { open: true, place: endpointsPath(id), text: cidr.text, sentence: `Opens ${sized(cidr)} to ${to} for ${id}.` }))
  const closed = closes.map((cidr) =>
    told(id, { open: false, place: endpointsPath(id), text: cidr.text, sentence: `Closes ${sized(cidr)} to ${to} for ${id}.` }),
  )
  return [...opened, ...closed, ...registered({ id, before, after }, to)]
}

/** Of a DFSP that is not served, nothing opens yet: said as what will be. */
function registered({ id, before, after }: DfspRevisions, to: string): readonly Told[] {
  if (isActive(before) || isActive(after)) return []
  const [more, less] = difference(egress(before), egress(after))
  const added = more.map((cidr) =>
    told(id, {
      open: true,
      place: endpointsPath(id),
      text: cidr.text,
      sentence: `Registers ${sized(cidr)} for ${id}; it opens to ${to} when ${id} becomes active.`,
    }),
  )
  return [
    ...added,
    ...less.map((cidr) => told(id, { open: false, place: endpointsPath(id), text: cidr.text, sentence: `Takes ${sized(cidr)} off the register of ${id}.` })),
  ]
}

function calloutChanges({ id, before, after }: DfspRevisions): readonly Told[] {
  const [old, now] = [isActive(before) ? callouts(before) : new Set<string>(), isActive(after) ? callouts(after) : new Set<string>()]
  const opened = [...now].filter((target) => !old.has(target))
  const closed = [...old].filter((target) => !now.has(target))
  return [
    ...opened.map((text) => told(id, { open: true, place: endpointsPath(id), text, sentence: `Opens the Hub's way out to ${text} for callbacks to ${id}.` })),
    ...closed.map((text) => told(id, { open: false, place: endpointsPath(id), text, sentence: `Closes the Hub's way out to ${text} for callbacks to ${id}.` })),
  ]
}

/** `198.51.100.24 port 8443`, for every address and port of a callback. */
function callouts({ endpoints }: Dfsp): ReadonlySet<string> {
  if (endpoints?.value == null) return new Set()
  const { base, resources, addresses } = endpoints.value.callbacks
  const ports = new Set([base, ...Object.values(resources)].flatMap((text) => portOf(text) ?? []))
  const sound = addresses.filter((address) => parseAddress(address) !== null)
  return new Set(sound.flatMap((address) => [...ports].sort((a, b) => a - b).map((port) => `${address} port ${port}`)))
}

function portOf(text: string): number | null {
  const reading = readCallbackUrl(text)
  return reading.ok ? reading.url.port : null
}

function told(
  id: string,
  { open, place, text, sentence }: { readonly open: boolean; readonly place: string; readonly text: string; readonly sentence: string },
): Told {
  if (open) return { kind: 'address-open', dfsp: id, path: place, before: null, after: text, sentence }
  return { kind: 'address-close', dfsp: id, path: place, before: text, after: null, sentence, class: 'restrict' }
}

function difference(before: readonly Cidr[], after: readonly Cidr[]): readonly [more: readonly Cidr[], less: readonly Cidr[]] {
  return [subtractCidrs(after, before), subtractCidrs(before, after)]
}

function egress(dfsp: Dfsp | null): readonly Cidr[] {
  return mergeCidrs((dfsp?.endpoints?.value?.egress ?? []).flatMap(({ cidr }) => parseCidr(cidr) ?? []))
}

function isActive(dfsp: Dfsp | null): dfsp is Dfsp {
  return dfsp?.profile?.value?.status === 'active'
}

function endpointsPath(id: string): string {
  return `dfsps/${id}/endpoints.yaml`
}

function sized(cidr: Cidr): string {
  const size = cidrSize(cidr)
  const much = size > 1_000_000n ? `2^${(cidr.family === 4 ? 32 : 128) - cidr.prefix}` : String(size)
  return `${cidr.text} (${much} ${size === 1n ? 'address' : 'addresses'})`
}
