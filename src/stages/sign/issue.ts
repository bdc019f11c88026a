import type { Artefact, Dfsp } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import type { Provenance } from '../../model/merged-commit.ts'
import { formatInstant } from '../../model/time.ts'
import { buildTbs } from '../../pki/build-certificate.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CsrFacts } from '../../pki/facts.ts'
import { newSerial } from '../../pki/keys.ts'
import { clientLeaf, dfspUri, issuerOf } from '../../pki/profiles.ts'
import { type Entry, issuedPath, recordText } from './record.ts'
import type { SigningCa, SignRun } from './run.ts'
import { seal } from './seal.ts'

/** A CSR that waits for its certificate. */
export interface Request {
  readonly dfsp: Dfsp
  readonly csr: Artefact<CsrFacts>
  /** Serial of the certificate that another CA has given to the same CSR, or null. */
  readonly reissueOf: string | null
}

/** What is about to be signed: linted as it stands, recorded as it stands, signed as it stands. */
export interface Draft extends Request {
  readonly name: string
  readonly tbs: Uint8Array
  readonly record: IssuedRecord
}

const DAY = 86_400_000
const MINUTE = 60_000

/** The certificate for a request, unsigned, from the profile and the registry; of the CSR only its public key. Null where either cannot be read. */
export function draft(run: SignRun, request: Request, ca: SigningCa): Draft | null {
  const profile = request.dfsp.profile?.value
  if (profile == null || !request.csr.parsed.ok) return null
  const { facts } = request.csr.parsed
  const { days, backdateMinutes } = run.settings.policy.clientCertificate
  const fields = clientLeaf({
    issuer: issuerOf(ca.certificate, ca.signer.algorithm),
    serial: newSerial(run.random),
    subject: { country: profile.country, organization: profile.name, commonName: request.dfsp.id },
    publicKey: facts.publicKey.spki,
    notBefore: new Date(run.at.getTime() - backdateMinutes * MINUTE),
    notAfter: new Date(run.at.getTime() + days * DAY),
    uri: dfspUri(run.settings.trustDomain, request.dfsp.id),
    crlUrl: run.settings.policy.crl.url,
  })
  const tbs = buildTbs(fields)
  return {
    ...request,
    name: `${request.csr.name}.${fields.serial}`,
    tbs,
    record: intendedRecord(run, request, { ...fields, tbs, ca: ca.name, spki: facts.publicKey.sha256 }),
  }
}

const UNKNOWN: Provenance = { pullRequest: null, approvals: [] }

interface Drafted {
  readonly serial: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly tbs: Uint8Array
  readonly ca: string
  readonly spki: string
}

function intendedRecord(run: SignRun, { dfsp, csr, reissueOf }: Request, drafted: Drafted): IssuedRecord {
  const provenance = run.provenance?.(csr.path) ?? UNKNOWN
  return {
    version: 1,
    state: 'intended',
    serial: drafted.serial,
    issuer: drafted.ca,
    dfsp: dfsp.id,
    csr: { path: csr.path, sha256: csr.sha256 },
    spki: drafted.spki,
    tbs: sha256Hex(drafted.tbs),
    tbsDer: Buffer.from(drafted.tbs).toString('base64'),
    certificate: null,
    notBefore: formatInstant(drafted.notBefore),
    notAfter: formatInstant(drafted.notAfter),
    sourceCommit: run.sourceCommit,
    pullRequest: provenance.pullRequest,
    approvals: provenance.approvals.map(({ user, commit }) => ({ user, commit })),
    policy: run.policy,
    toolkit: run.toolkit,
    reissueOf,
  }
}

/** Writes the record as intended, then signs: from here on this TBS, and no other, becomes the certificate. */
export async function issue(run: SignRun, { name, record, tbs }: Draft, ca: SigningCa): Promise<Entry> {
  await run.files.write(issuedPath(record.dfsp, name, 'json'), recordText(record))
  return seal(run, { name, record, tbs, ca })
}
