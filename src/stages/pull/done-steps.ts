import { STEPS, type Step } from '../../model/steps.ts'
import { parseCertificatePem } from '../../pki/certificate.ts'
import { REGISTRY } from '../bundle/registry-files.ts'

type Placed = ReadonlyMap<string, Uint8Array>

/** For which files in the installed folder a step counts as done: one of these patterns, with something in it. `<id>` is the other side's. */
const DFSP_STEPS: Partial<Readonly<Record<Step, RegExp>>> = {
  T3: /(^|\/)(hub-server-ca|hub-ca)[.]pem$/,
  C4: /(^|\/)secrets\/clientcert[.]pem$/,
  C5: /(^|\/)(hub-client-ca|cacert)[.]pem$/,
  J3: /(^|\/)jwsVerificationKeys\/[^/]+[.]pem$/,
  J4: /(^|\/)secrets\/jwsSigningKey[.]key$/,
  E1: /^nftables\/muhuri[.]nft$/,
  E2: /(^|\/)sdk[.]env$/,
  E3: /^nftables\/muhuri[.]nft$/,
  E4: /^nftables\/base[.]nft$/,
}

/** Steps that a DFSP has done by what now stands in its folder, its own keys included. */
export function stepsOfDfsp(files: Placed): readonly Step[] {
  return STEPS.filter((step) => [...files].some(([path, bytes]) => bytes.length > 0 && DFSP_STEPS[step]?.test(path) === true))
}

const HUB_STEPS: Partial<Readonly<Record<Step, (id: string, fspId: string) => RegExp>>> = {
  T3: (id) => new RegExp(`/ca/server-${id}[.]pem$`),
  C4: (id) => new RegExp(`/certs/hub-client-${id}-[a-z0-9-]+[.]pem$`),
  C5: (id) => new RegExp(`/ca/server-${id}[.]pem$`),
  J3: (_, fspId) => new RegExp(`^(jwks/${fspId}[.]json|mojaloop/jws/${fspId}[.]pem)$`),
}

/** Rules that name everyone's addresses and callbacks stand in one file; they are there for whom the Hub serves. */
const HUB_FILES: Partial<Readonly<Record<Step, RegExp>>> = {
  E1: /^nftables\/muhuri[.]nft$/,
  E2: /^haproxy\/maps\/routes[.]map$/,
  E4: /^nftables\/base[.]nft$/,
  E5: /^nftables\/muhuri[.]nft$/,
}

/** Steps that the Hub has done for one DFSP by what now stands in its folder. */
export function stepsOfHub(files: Placed, { id, fspId }: { readonly id: string; readonly fspId: string }): readonly Step[] {
  const served = [...files].some(([path, bytes]) => bytes.length > 0 && HUB_STEPS.T3?.(id, fspId).test(path) === true)
  const has = (pattern: RegExp | undefined): boolean => pattern !== undefined && [...files].some(([path, bytes]) => bytes.length > 0 && pattern.test(path))
  return STEPS.filter((step) => has(HUB_STEPS[step]?.(id, fspId)) || (served && has(HUB_FILES[step])))
}

/** SHA-256 of every CA certificate that something there loads, sorted: what the registry says of CAs is loaded by nothing. */
export function trustIn(files: Placed): readonly string[] {
  const found = [...files].flatMap(([path, bytes]) => {
    const parsed = path.endsWith('.pem') && !path.startsWith(`${REGISTRY}/`) ? parseCertificatePem(bytes, { max: 64 }) : null
    return parsed?.ok === true ? parsed.facts.filter(({ decoded }) => decoded.basicConstraints?.ca === true).map(({ sha256 }) => sha256) : []
  })
  return [...new Set(found)].sort()
}
