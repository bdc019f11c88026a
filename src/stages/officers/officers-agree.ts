import type { Environment } from '../../model/environment.ts'
import { effectiveSettings } from '../../model/policy.ts'
import { officerMessage } from '../../model/signing-manifest.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { verifySignature } from '../../pki/verify.ts'
import { demandOf } from '../approvals/demand.ts'

/** Signatures as they lie beside each other: name of the officer's key in `hub/officers` → base64 on one line. */
export type OfficerSignatures = ReadonlyMap<string, string>

export interface OfficersVerdict {
  /** How many must agree: as many as admins to a change of theirs; 0 where environment.yaml does not ask officers. */
  readonly required: number
  /** Names of those whose signature holds, one for each key. */
  readonly agreed: readonly string[]
  readonly ok: boolean
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** As openssl dgst -sign makes it: RSASSA-PKCS1-v1_5 with SHA-256, ECDSA in DER with SHA-256 (P-256) or SHA-384 (P-384). */
const ALGORITHMS: Readonly<Record<string, string>> = { rsa: '1.2.840.113549.1.1.11', 'P-256': '1.2.840.10045.4.3.2', 'P-384': '1.2.840.10045.4.3.3' }

/** Whether enough officers of the Hub have signed this manifest's digest, for this environment. */
export function officersAgree(environment: Environment, digest: string, signatures: OfficerSignatures): OfficersVerdict {
  const settings = environment.settings?.value ?? null
  // What cannot be read asks for more, not for less.
  const required = settings !== null && effectiveSettings(settings).approval !== 'officers' ? 0 : demandOf('hub-admin', environment).count
  const data = new TextEncoder().encode(officerMessage(settings?.id ?? '', digest))
  const keys = new Map<string, string>()
  for (const { name, parsed } of environment.hub.officers) {
    const text = signatures.get(name)
    if (parsed.ok && text !== undefined && !keys.has(parsed.facts.sha256) && isSigned(parsed.facts, data, text)) keys.set(parsed.facts.sha256, name)
  }
  const agreed = [...keys.values()]
  return { required, agreed, ok: agreed.length >= required }
}

function isSigned(key: PublicKeyFacts, data: Uint8Array, text: string): boolean {
  const base64 = text.trim()
  const algorithm = ALGORITHMS[key.kind === 'ec' ? key.curve : key.kind]
  if (algorithm === undefined || !BASE64.test(base64)) return false
  return verifySignature({ algorithm, publicKey: key, data, signature: new Uint8Array(Buffer.from(base64, 'base64')) })
}
