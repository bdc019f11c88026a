import type { InstalledState } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { parseInstant } from '../../model/time.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import { REGISTRY } from '../bundle/registry-files.ts'
import { readDocument } from '../load/read-document.ts'
import { isManifestSigned } from '../manifest-signature.ts'

export interface Expected {
  /** `hub`, or the id of a DFSP. */
  readonly for: string
  /** SHA-256 of the deploy key's SubjectPublicKeyInfo, lower-case hex. */
  readonly trust: string
  /** Id of the environment; null takes the one that is installed, or at first any. */
  readonly environment: string | null
  /** What was installed last, or null. */
  readonly last: InstalledState | null
  readonly at: Date
}

export interface AcceptedManifest {
  readonly value: Manifest
  /** SHA-256 of its bytes. */
  readonly sha256: string
  /** The very bytes are installed already. */
  readonly isInstalled: boolean
}

const DEPLOY_KEY = /^registry\/hub\/deploy\/[^/]+[.]pem$/

/**
 * The manifest of a bundle, once the trusted key has signed it, it is of this environment, for this recipient, in time, and
 * follows what is installed. Refuses (`no-manifest`, `partial`, `unsigned`, `untrusted-key`, `signature`, `manifest-unreadable`, `environment`,
 * `recipient`, `expired`, `sequence`, `same-sequence`, `chain`).
 */
export function acceptManifest(files: ReadonlyMap<string, Uint8Array>, expected: Expected): AcceptedManifest {
  const bytes = files.get('manifest.json')
  if (bytes === undefined) throw pullRefusal('no-manifest', `for "${expected.for}"`)
  if (![...files.keys()].some((path) => path.startsWith(`${REGISTRY}/`))) throw pullRefusal('partial', `it has nothing below "${REGISTRY}"`)
  requireSignature(files, { bytes, trust: expected.trust })
  const document = readDocument({ path: 'manifest.json', name: 'manifest', dfsp: null, bytes }, 'manifest')
  if (document.value === null) throw pullRefusal('manifest-unreadable', document.problems[0]?.message ?? 'it cannot be read')
  const accepted = { value: document.value, sha256: document.sha256, isInstalled: expected.last?.manifest === document.sha256 }
  requireRecipient(accepted.value, expected)
  requireInTime(accepted.value, expected.at)
  if (expected.last !== null && !accepted.isInstalled) requireSuccessor(accepted.value, expected.last)
  return accepted
}

/** The key comes with the bundle and is known by its fingerprint. */
function requireSignature(files: ReadonlyMap<string, Uint8Array>, { bytes, trust }: { readonly bytes: Uint8Array; readonly trust: string }): void {
  const signature = files.get('manifest.sig')
  if (signature === undefined) throw pullRefusal('unsigned', 'expected the base64 of a signature over manifest.json')
  const pems = [...files].filter(([path]) => DEPLOY_KEY.test(path)).map(([, pem]) => pem)
  const trusted = pems.find((pem) => {
    const parsed = parsePublicKeyPem(pem)
    return parsed.ok && sha256Hex(parsed.facts.spki) === trust
  })
  if (trusted === undefined) throw pullRefusal('untrusted-key', `expected ${trust} below registry/hub/deploy`)
  const text = (part: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part)
  const isSame = Buffer.from(text(bytes)).equals(Buffer.from(bytes))
  if (!isSame || !isManifestSigned(text(bytes), text(signature), [{ pem: text(trusted) }])) throw pullRefusal('signature', `expected one by ${trust}`)
}

function requireRecipient({ environment, for: whom }: Manifest, expected: Expected): void {
  const wanted = expected.environment ?? expected.last?.environment ?? environment
  if (environment !== wanted) throw pullRefusal('environment', `"${environment}"; expected "${wanted}"`)
  if (whom !== expected.for) throw pullRefusal('recipient', `"${whom}"; expected "${expected.for}"`)
}

function requireInTime({ expires }: Manifest, at: Date): void {
  const end = parseInstant(expires)
  if (end === null || end <= at) throw pullRefusal('expired', `since ${expires}`)
}

function requireSuccessor({ sequence, previous }: Manifest, last: InstalledState): void {
  if (sequence < last.sequence) throw pullRefusal('sequence', `this is ${sequence}; expected more than ${last.sequence}`)
  if (sequence === last.sequence) throw pullRefusal('same-sequence', `${sequence}, installed on ${last.at}`)
  if (sequence === last.sequence + 1 && previous !== last.manifest)
    throw pullRefusal('chain', `${sequence} follows ${previous ?? 'nothing'}; expected ${last.manifest}, which is ${last.sequence}`)
}
