import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { parseCertificatePem } from '../../pki/certificate.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { hubRootProblem } from '../join/hub-root.ts'
import type { Registry } from './registry.ts'

/** What the recipient trusts the Hub's servers by, in any target. */
const HUB_ANCHORS = /(^|\/)hub-(server-)?ca[.]pem$/

export interface ToldRoot {
  readonly registry: Registry
  /** SHA-256 of the root's certificate or of its key, lower-case hex. */
  readonly hubRoot: string
  /** SHA-256 of certificates or keys that were heard from their owners. */
  readonly accepted: ReadonlySet<string>
}

/**
 * The Hub's CAs all lead to the root that the recipient was told of, and the Hub's servers are trusted by one of them, or by
 * a CA that was accepted by name. Refuses (`hub-root`).
 */
export function acceptHubRoot(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest, { registry, hubRoot, accepted }: ToldRoot): void {
  const problem = hubRootProblem(registry.environment, hubRoot)
  if (problem !== null) throw pullRefusal('hub-root', problem)
  const own = registry.environment.hub.ca.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.sha256] : []))
  const isKnown = ({ sha256, publicKey }: CertificateFacts): boolean => own.includes(sha256) || accepted.has(sha256) || accepted.has(publicKey.sha256)
  for (const { path, as = path } of manifest.files) {
    if (!HUB_ANCHORS.test(as)) continue
    const stranger = certificatesIn(files.get(path) ?? new Uint8Array()).find((facts) => !isKnown(facts))
    if (stranger !== undefined) throw pullRefusal('hub-root', `"${path}" holds ${stranger.sha256}, which is no CA below the root with the SHA-256 "${hubRoot}"`)
  }
}

function certificatesIn(bytes: Uint8Array): readonly CertificateFacts[] {
  const parsed = parseCertificatePem(bytes, { max: 64 })
  return parsed.ok ? parsed.facts : []
}
