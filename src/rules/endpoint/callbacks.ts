import type { Document, Environment } from '../../model/environment.ts'
import type { Position } from '../../model/finding.ts'
import type { DfspEndpointsFile, EnvironmentFile } from '../../model/generated/files.ts'
import { type BaseUrl, readBaseUrl, readCallbackUrl, type UrlReading } from '../../net/callback-url.ts'
import { type HostnameReading, readHostname } from '../../net/hostname.ts'

/** A URL that a party wrote into its endpoints.yaml, read once. */
export interface UrlEntry {
  readonly what: string
  readonly text: string
  readonly position: Position | null
  readonly reading: UrlReading
}

/** The callback base of a DFSP, then its resources of their own. */
export function callbackUrls(file: Document<DfspEndpointsFile>): readonly UrlEntry[] {
  if (file.value === null) return []
  const { base, resources } = file.value.callbacks
  return [
    urlEntry(file, ['callbacks', 'base'], { text: base, reading: readCallbackUrl(base) }),
    ...Object.entries(resources).map(([name, text]) => urlEntry(file, ['callbacks', 'resources', name], { text, reading: readCallbackUrl(text) })),
  ]
}

/** The URLs of the Hub's own services; its token endpoint is https but in a sandbox. */
export function hubUrls(environment: Environment, { tier }: EnvironmentFile): readonly UrlEntry[] {
  const file = environment.hub.endpoints
  if (file === null || file.value === null) return []
  const { upstream, outbound, token } = file.value
  return [
    urlEntry(file, ['upstream', 'base'], { text: upstream.base, reading: readBaseUrl(upstream.base) }),
    ...Object.entries(upstream.resources).map(([name, text]) => urlEntry(file, ['upstream', 'resources', name], { text, reading: readBaseUrl(text) })),
    urlEntry(file, ['outbound', 'url'], { text: outbound.url, reading: readBaseUrl(outbound.url) }),
    urlEntry(file, ['token', 'url'], { text: token.url, reading: (tier === 'sandbox' ? readBaseUrl : readCallbackUrl)(token.url) }),
  ]
}

/** Host names at which the Hub itself is reached. */
export function hubHosts(environment: Environment): ReadonlySet<string> {
  const value = environment.hub.endpoints?.value
  if (value == null) return new Set()
  const token = readBaseUrl(value.token.url)
  return new Set([value.ingress.host.toLowerCase(), ...(token.ok ? [token.url.host] : [])])
}

/** A name to which the Hub may send what it sends to that DFSP only: public, one host, and not the Hub's. */
export function readCallbackHost({ host }: BaseUrl, ofHub: ReadonlySet<string>): HostnameReading {
  if (ofHub.has(host.toLowerCase())) return { ok: false, problem: 'it is a host of the Hub itself' }
  return readHostname(host)
}

function urlEntry<T>(file: Document<T>, pointer: readonly string[], { text, reading }: { readonly text: string; readonly reading: UrlReading }): UrlEntry {
  return { what: pointer.join('.'), text, position: file.positionOf(pointer), reading }
}
