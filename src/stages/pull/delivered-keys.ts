import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import type { Registry } from './registry.ts'

const REGISTRY_OR_TOKEN = /^(registry|haproxy\/oauth|nginx\/oauth)\//

/**
 * Every public key that the bundle hands to a gateway or an SDK under a participant's name is one that the registry has for
 * it: what was followed back is what is installed. Refuses (`registry`).
 */
export function acceptDeliveredKeys(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest, registry: Registry | null): void {
  for (const { path, as = path } of manifest.files) {
    if (REGISTRY_OR_TOKEN.test(as) || !as.endsWith('.pem')) continue
    const parsed = parsePublicKeyPem(files.get(path) ?? new Uint8Array())
    if (!parsed.ok) continue
    const fspId = as.slice(as.lastIndexOf('/') + 1, -'.pem'.length)
    const keys = registry?.peers.find((one) => one.fspId === fspId)?.keys ?? []
    if (!keys.includes(parsed.facts.sha256))
      throw pullRefusal('registry', `"${path}" holds ${parsed.facts.sha256}, which is no key of "${fspId}" in the registry`)
  }
}
