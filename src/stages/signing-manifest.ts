import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import type { IssuedRecord } from '../model/generated/files.ts'
import { revocationsOf } from '../model/holdings.ts'
import type { IntendedCertificate, SigningManifest } from '../model/signing-manifest.ts'
import { sha256Hex } from '../pki/digest.ts'
import { canonicalJson } from './plan/canonical-json.ts'
import { beginRun } from './sign/begin-run.ts'
import { crlsOf } from './sign/crl.ts'
import { holdOf } from './sign/hold.ts'
import { issuedPath } from './sign/record.ts'
import type { SignRequest } from './sign/run.ts'

export interface ManifestSources extends Pick<SigningManifest, 'source' | 'reviewedSince' | 'head'> {
  /** As `sign` would get it, intended records among what was issued. */
  readonly request: SignRequest
}

export interface Manifested {
  readonly manifest: SigningManifest
  /** Names of the CAs whose list must be made now. */
  readonly dueCrls: readonly string[]
}

/** What is to be signed: every intended record that may be completed, and what each CA's list holds. Of `crlOnly` the lists alone. */
export function signingManifest({ request, source, reviewedSince, head }: ManifestSources): Manifested {
  const run = beginRun(request)
  const crls = crlsOf(run, run.environment)
  const byName = (a: { readonly ca: string }, b: { readonly ca: string }): number => (a.ca < b.ca ? -1 : 1)
  return {
    manifest: {
      version: 1,
      environment: run.settings.id,
      source,
      reviewedSince,
      head,
      policy: run.policy,
      toolkit: run.toolkit,
      certificates: request.crlOnly === true ? [] : signableIntents(run),
      crls: crls.map(({ ca, entries }) => ({ ca: ca.name, revoked: entries.map(({ serial }) => serial).sort() })).sort(byName),
    },
    dueCrls: crls.flatMap(({ ca, due }) => (due ? [ca.name] : [])),
  }
}

/** `sha256` of the manifest's canonical JSON, lower-case hex: by it each step knows that it is the same one. */
export const manifestDigest = (manifest: SigningManifest): string => sha256Hex(new TextEncoder().encode(canonicalJson(manifest)))

/** Intended records of requests that stand on main as they name them; one for each CSR. */
function signableIntents(run: SignRequest): readonly IntendedCertificate[] {
  const isSignable = signable(run.environment, run.findings)
  const seen = new Set<string>()
  const intents: IntendedCertificate[] = []
  for (const { path, value } of [...run.environment.issued.records].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (value?.state !== 'intended' || seen.has(value.csr.sha256) || !isSignable(path, value)) continue
    seen.add(value.csr.sha256)
    intents.push(intentOf(path, value))
  }
  return intents
}

function signable(environment: Environment, findings: readonly Finding[]): (path: string, record: IssuedRecord) => boolean {
  const hold = holdOf({ environment, findings })
  const revocations = revocationsOf(environment)
  const dfsps = new Map(environment.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  return (path, record) => {
    const dfsp = dfsps.get(record.dfsp)
    const csr = dfsp?.client.find((one) => one.path === record.csr.path && one.sha256 === record.csr.sha256)
    const status = dfsp?.profile?.value?.status
    if (csr === undefined || (status !== 'admitted' && status !== 'active')) return false
    if (path !== issuedPath(record.dfsp, `${csr.name}.${record.serial}`, 'json')) return false
    return !revocations.keys.has(record.spki) && hold(csr.path, record.dfsp) === null
  }
}

const intentOf = (path: string, { dfsp, csr, issuer, serial, spki, tbs, notBefore, notAfter, pullRequest, approvals }: IssuedRecord): IntendedCertificate => ({
  dfsp,
  path,
  csr: { path: csr.path, sha256: csr.sha256 },
  issuer,
  serial,
  spki,
  tbs,
  notBefore,
  notAfter,
  pullRequest,
  approvals: approvals.map(({ user, commit }) => ({ user, commit })),
})
