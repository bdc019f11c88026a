import type { Artefact, Dfsp, Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { signedBy } from '../../pki/verify.ts'
import { type RuleTable, registry } from '../../rules/index.ts'
import { contextOf } from '../check.ts'
import { findingsOfSubjects } from '../findings.ts'
import { subjectsOf } from '../subjects.ts'
import { profileProblems } from './profile-lint.ts'
import { type Entry, issuedPath, issuedState, withEntries } from './record.ts'
import type { SigningCa, SignRun } from './run.ts'
import { type StandIn, standIns } from './stand-in.ts'

/** What is to be judged before it is signed. */
export interface Candidate {
  readonly name: string
  readonly record: IssuedRecord
  readonly tbs: Uint8Array
  readonly dfsp: Dfsp
}

export interface LintProblem {
  readonly code: string
  readonly message: string
}

// Everything that is said of certificates; the rest of the environment was checked before.
const certificateRules = Object.fromEntries(
  Object.keys(registry).map((kind) => [kind, kind === 'certificate' ? registry.certificate : []]),
) as unknown as RuleTable

/**
 * Problems by name of the candidates that must not be signed. Each is signed with a throw-away key under a stand-in of its
 * CA and of the root, compared with the profile, and judged by every rule that later judges the real certificate.
 */
export function lint(run: SignRun, candidates: readonly Candidate[], ca: SigningCa): ReadonlyMap<string, LintProblem> {
  const problems = new Map<string, LintProblem>()
  if (candidates.length === 0) return problems
  const { issuing, root } = standIns(ca.certificate, rootOf(run.environment, ca), ca.signer.algorithm)
  const entries: Entry[] = []
  for (const candidate of candidates) {
    const facts = standInFacts(candidate, issuing)
    const wrong =
      facts === null
        ? 'it cannot be read'
        : profileProblems(facts, { settings: run.settings, dfsp: candidate.dfsp, spki: candidate.record.spki, issuer: ca.certificate })[0]
    if (facts === null || wrong !== undefined)
      problems.set(candidate.name, { code: 'internal/rule-crashed', message: `The certificate would not be what the profile says: ${wrong}.` })
    else entries.push({ name: candidate.name, record: issuedState(candidate.record, facts), facts })
  }
  for (const [name, problem] of ruleProblems(run, { entries, ca, issuing: issuing.certificate, root })) problems.set(name, problem)
  return problems
}

function standInFacts({ tbs }: Candidate, issuing: StandIn): CertificateFacts | null {
  const parsed = parseCertificate(issuing.sign(tbs))
  return parsed.ok ? parsed.facts : null
}

interface Judged {
  readonly entries: readonly Entry[]
  readonly ca: SigningCa
  readonly issuing: CertificateFacts
  readonly root: CertificateFacts
}

function ruleProblems(run: SignRun, judged: Judged): ReadonlyMap<string, LintProblem> {
  const environment = withStandIns(withEntries(run.environment, judged.entries), judged)
  const names = new Map(judged.entries.map(({ name, record }) => [issuedPath(record.dfsp, name, 'pem'), name]))
  const problems = new Map<string, LintProblem>()
  const subjects = subjectsOf(environment)
  // The others were judged by `check`; here their CA's key is another than the one that signed them.
  const drafted = { ...subjects, certificate: subjects.certificate.filter(({ path }) => names.has(path)) }
  for (const { severity, path, code, message } of findingsOfSubjects(drafted, contextOf(environment, { at: run.at }), certificateRules)) {
    const name = names.get(path)
    if (severity === 'error' && name !== undefined && !problems.has(name)) problems.set(name, { code, message })
  }
  return problems
}

function withStandIns(environment: Environment, { ca, issuing, root }: Judged): Environment {
  const copies = new Map([
    [ca.certificate.sha256, issuing],
    [rootOf(environment, ca).sha256, root],
  ])
  const replaced = (artefact: Artefact<CertificateFacts>): Artefact<CertificateFacts> => {
    const copy = artefact.parsed.ok ? copies.get(artefact.parsed.facts.sha256) : undefined
    return copy === undefined ? artefact : { ...artefact, parsed: { ok: true, facts: copy, canonical: true } }
  }
  return { ...environment, hub: { ...environment.hub, ca: environment.hub.ca.map(replaced) } }
}

function rootOf(environment: Environment, ca: SigningCa): CertificateFacts {
  const cas = environment.hub.ca.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
  const above = cas.filter((candidate) => equalBytes(candidate.subject.der, ca.certificate.issuer.der) && signedBy(ca.certificate, candidate))
  // A root that another one has certified too stands there twice; it is its own certificate that is trusted.
  const root = above.find(({ selfIssued }) => selfIssued) ?? above[0]
  if (root === undefined) throw new MuhuriError('refused', `no certificate in hub/ca has signed hub/ca/${ca.name}.pem`, { hint: 'muhuri check' })
  return root
}
