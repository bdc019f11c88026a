import type { AuditCode, AuditProblem, Unchecked } from '../../model/audit.ts'
import { certificatePath } from '../../model/certificate-path.ts'
import type { Dfsp, Environment } from '../../model/environment.ts'
import type { DfspFile, EnvironmentFile, IssuedRecord } from '../../model/generated/files.ts'
import type { History } from '../../model/history.ts'
import { parseInstant } from '../../model/time.ts'
import { signatureAlgorithm } from '../../pki/algorithms.ts'
import { buildTbs } from '../../pki/build-certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { clientLeaf, dfspUri, issuerOf, type SubjectInput } from '../../pki/profiles.ts'
import { signedBy } from '../../pki/verify.ts'
import { profileProblems } from '../sign/profile-lint.ts'
import type { Audited } from './audited.ts'
import { type Circumstances, circumstances } from './circumstances.ts'

interface Pair {
  readonly path: string
  readonly record: IssuedRecord
  readonly facts: CertificateFacts
  readonly dfsp: Dfsp | null
}

/** Every certificate derived again from its record, its request, and the settings and profile of its time, and compared byte for byte. */
export function auditCertificates(environment: Environment, history: History | null): Audited {
  const pairs = pairsOf(environment)
  const around = circumstances(
    environment,
    history,
    pairs.map(({ record }) => record),
  )
  const parts = pairs.map((pair) => auditPair(environment, pair, around))
  return { problems: parts.flatMap(({ problems }) => problems), unchecked: parts.flatMap(({ unchecked }) => unchecked) }
}

function pairsOf({ issued, dfsps }: Environment): readonly Pair[] {
  const certificates = new Map(issued.certificates.map(({ path, parsed }) => [path, parsed]))
  const byId = new Map(dfsps.map((dfsp) => [dfsp.id, dfsp]))
  return issued.records.flatMap(({ path: recordPath, value }): readonly Pair[] => {
    const path = recordPath.replace(/\.json$/, '.pem')
    const parsed = certificates.get(path)
    return value?.state === 'issued' && parsed?.ok === true ? [{ path, record: value, facts: parsed.facts, dfsp: byId.get(value.dfsp) ?? null }] : []
  })
}

function auditPair(environment: Environment, pair: Pair, around: Circumstances): Audited {
  const { path, record, facts } = pair
  const problem = (code: AuditCode, message: string): AuditProblem => ({ code, path, commit: null, message })
  const ca = environment.hub.ca.find(({ name }) => name === record.issuer)?.parsed
  if (ca?.ok !== true)
    return { problems: [problem('audit/signature', `hub/ca/${record.issuer}.pem, the issuer in its record, is missing or cannot be read.`)], unchecked: [] }
  if (!equalBytes(facts.issuer.der, ca.facts.subject.der) || !signedBy(facts, ca.facts))
    return { problems: [problem('audit/signature', `The certificate is not issued and signed by hub/ca/${record.issuer}.pem.`)], unchecked: [] }
  const chain = certificatePath({ role: 'client', certificates: [facts], dfsp: pair.dfsp }, environment.hub, facts.notBefore)
  const ofPath = chain.ok ? [] : chain.problems.map(({ message }) => problem('audit/path', `When it was issued it had no valid path: ${message}`))
  const key = keyProblem(pair, around)
  const profile = profileVerdict({ ...pair, issuer: ca.facts }, around)
  return {
    problems: [
      ...ofPath,
      ...key.problems.map((message) => problem('audit/key', message)),
      ...profile.problems.map((message) => problem('audit/profile', message)),
    ],
    unchecked: [...key.unchecked, ...profile.unchecked].map((message): Unchecked => ({ path, message })),
  }
}

interface Verdict {
  readonly problems: readonly string[]
  readonly unchecked: readonly string[]
}

const FINE: Verdict = { problems: [], unchecked: [] }

function keyProblem({ record, facts }: Pair, { keyOfRequest }: Circumstances): Verdict {
  const key = keyOfRequest(record.csr.sha256)
  if (key === undefined) return { ...FINE, unchecked: [`Its request, "${record.csr.path}" with SHA-256 ${record.csr.sha256}, is not at hand.`] }
  return key === facts.publicKey.sha256 ? FINE : { ...FINE, problems: [`Its key is not that of its request, "${record.csr.path}".`] }
}

interface Issued extends Pair {
  readonly issuer: CertificateFacts
}

function profileVerdict(issued: Issued, around: Circumstances): Verdict {
  const settings = around.settingsFor(issued.record.policy)
  if (settings === undefined) return { ...FINE, unchecked: [`The environment.yaml that it was issued by, ${issued.record.policy}, is not at hand.`] }
  const { profile, certain } = around.profileFor(issued.record)
  const expected = profile === null ? null : subjectIn(profile, issued)
  const own = ownSubject(issued)
  const isNamedOtherwise = !certain && own !== null && (expected === null || own.organization !== expected.organization || own.country !== expected.country)
  return {
    problems: profileSentences(issued, settings, isNamedOtherwise ? own : expected),
    unchecked: isNamedOtherwise ? ['It names the DFSP otherwise than dfsp.yaml does now; the dfsp.yaml of its time is not at hand.'] : [],
  }
}

const subjectIn = ({ country, name }: DfspFile, { record }: Pair): SubjectInput => ({ country, organization: name, commonName: record.dfsp })

/** The TBS that this toolkit builds from the record is that of the certificate. */
function derives({ record, facts, issuer }: Issued, settings: EnvironmentFile, subject: SubjectInput): boolean {
  const [notBefore, notAfter] = [parseInstant(record.notBefore), parseInstant(record.notAfter)]
  const algorithm = signatureAlgorithm(facts.signatureAlgorithm)?.name
  if (notBefore === null || notAfter === null || algorithm === undefined) return false
  const fields = clientLeaf({
    issuer: issuerOf(issuer, algorithm as Parameters<typeof issuerOf>[1]),
    serial: record.serial,
    subject,
    publicKey: facts.publicKey.spki,
    notBefore,
    notAfter,
    uri: dfspUri(settings.trustDomain, record.dfsp),
    crlUrl: settings.policy.crl.url,
  })
  return equalBytes(buildTbs(fields), facts.tbs)
}

/** C, O and CN of the certificate itself, where it has nothing else. */
function ownSubject({ facts, record }: Issued): SubjectInput | null {
  const attributes = facts.subject.rdns.map((set) => (set.length === 1 ? set[0] : undefined))
  const [country, organization, commonName, more] = attributes
  const isShape = country?.type === 'C' && organization?.type === 'O' && commonName?.type === 'CN' && more === undefined
  return isShape && commonName.value === record.dfsp ? { country: country.value, organization: organization.value, commonName: record.dfsp } : null
}

function profileSentences(issued: Issued, settings: EnvironmentFile, subject: SubjectInput | null): readonly string[] {
  const { facts, record, issuer } = issued
  const profile = subject === null ? null : { value: { country: subject.country, name: subject.organization } }
  const named = profileProblems(facts, { settings, dfsp: { id: record.dfsp, profile }, spki: record.spki, issuer })
  if (named.length > 0) return named.map((sentence) => `It is not what its profile says: ${sentence}.`)
  return subject !== null && derives(issued, settings, subject) ? [] : ['Its bytes are not those that its record and its profile give.']
}
