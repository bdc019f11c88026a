import type { Bundle } from '../../model/bundle.ts'
import type { Environment } from '../../model/environment.ts'
import { parseInstant } from '../../model/time.ts'
import type { WatchAlarm } from '../../model/watch.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { writePem } from '../../pki/pem.ts'
import { completeRendering } from '../bundle/complete-rendering.ts'
import { check } from '../check.ts'
import { desire } from '../desire.ts'
import { type PreviousManifest, readManifest } from '../manifest.ts'
import { isManifestSigned } from '../manifest-signature.ts'
import { render } from '../render.ts'

/** What a bundle says of itself, or null where its manifest cannot be read. */
export function manifestIn(bundle: Bundle): PreviousManifest | null {
  const bytes = filesIn(bundle).get('manifest.json')
  return bytes === undefined ? null : readManifest(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
}

/** A bundle that no deploy key of one's own clone has signed. */
export function signatureAlarms(bundle: Bundle, { hub }: Environment): readonly WatchAlarm[] {
  const [manifest, signature] = [manifestIn(bundle), filesIn(bundle).get('manifest.sig')]
  if (manifest === null) return [alarm('manifest.json', 'the bundle has no manifest that can be read')]
  const keys = hub.deploy.flatMap(({ parsed }) => (parsed.ok ? [{ pem: writePem('PUBLIC KEY', parsed.facts.spki) }] : []))
  if (signature !== undefined && isManifestSigned(manifest.text, new TextDecoder().decode(signature), keys)) return []
  const said = signature === undefined ? 'the bundle is not signed' : 'no key of hub/deploy in this clone has signed the bundle'
  return [{ code: 'watch/bundle-unsigned', path: 'manifest.sig', message: said, command: null }]
}

/** Files of a bundle that are not what one's own clone renders for the instant that its manifest names. */
export function bundleAlarms(bundle: Bundle, { environment, id }: { readonly environment: Environment; readonly id: string }): readonly WatchAlarm[] {
  const [files, manifest] = [filesIn(bundle), manifestIn(bundle)]
  const at = manifest === null ? null : parseInstant(manifest.value.asOf)
  if (manifest === null || at === null) return [alarm('manifest.json', 'the bundle has no manifest that can be read')]
  const desired = desire(environment, check(environment, { at }).findings, at)
  const { rendering } = completeRendering(render(desired, { for: id }), { environment, desired })
  const own = new Map(
    rendering.files.filter(({ keep }) => keep !== true).map(({ path, text }) => [path.slice(`dfsps/${id}/`.length), sha256Hex(new TextEncoder().encode(text))]),
  )
  const named = new Map(manifest.value.files.map(({ path }) => [path, sha256Hex(files.get(path) ?? new Uint8Array())]))
  const differing = [...new Set([...own.keys(), ...named.keys()])].sort().filter((path) => own.get(path) !== named.get(path))
  return differing.map((path) =>
    alarm(
      path,
      `"${path}" of the bundle ${named.has(path) ? (own.has(path) ? 'differs from what this clone renders' : 'is nothing that this clone renders') : 'is missing; this clone renders it'}`,
    ),
  )
}

const filesIn = ({ entries }: Bundle): ReadonlyMap<string, Uint8Array> =>
  new Map(entries.filter(({ kind }) => kind === 'file').map(({ path, bytes }) => [path, bytes]))

const alarm = (path: string, message: string): WatchAlarm => ({ code: 'watch/bundle-differs', path, message, command: null })
