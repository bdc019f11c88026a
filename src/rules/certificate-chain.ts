import { anchorsOf, certificatePath, type PathRole, type PathSubject, pathWithIntermediates } from '../model/certificate-path.ts'
import type { CertificateList, Hub } from '../model/environment.ts'
import type { CertificateFacts } from '../pki/facts.ts'
import type { PathProblem, PathProblemCode } from '../pki/path-facts.ts'
import { verifySignature } from '../pki/verify.ts'
import { oncePerCheck } from './memo.ts'
import type { CertificateRole, CertificateSubject, CheckContext, Problem } from './rule.ts'

/** Where a problem of the path is reported. */
type ChainCode = `chain/${string}` | 'cert/purpose' | 'cert/malformed'

interface ChainProblem {
  readonly code: ChainCode
  readonly message: string
}

const PATH_ROLES: Readonly<Record<CertificateRole, PathRole | null>> = {
  client: 'client',
  server: 'server',
  'hub-server': 'hub-server',
  'hub-client': 'hub-client',
  ca: 'ca',
  'hub-ca': 'hub-ca',
  'server-ca': null,
  'hub-server-ca': null,
}

/** What a problem is called where it lies in an issuer; what lies in the leaf itself is for the rules of `cert/`. */
const CODES: Readonly<Record<PathProblemCode, ChainCode | null>> = {
  incomplete: 'chain/incomplete',
  budget: 'chain/incomplete',
  anchor: 'chain/anchor',
  signature: 'chain/signature',
  expired: 'chain/expired',
  'not-yet-valid': 'chain/expired',
  'not-a-ca': 'chain/not-a-ca',
  'path-length': 'chain/path-length',
  'name-constraints': 'chain/name-constraints',
  'critical-extension': 'chain/critical-extension',
  algorithm: 'chain/algorithm',
  'weak-key': 'chain/algorithm',
  malformed: 'chain/malformed',
  purpose: 'cert/purpose',
  host: null,
  revoked: null,
  crl: null,
}

const LEAF_ONLY: ReadonlySet<PathProblemCode> = new Set(['expired', 'not-yet-valid', 'algorithm', 'weak-key', 'purpose'])

const chains: (context: CheckContext) => Map<string, readonly ChainProblem[]> = oncePerCheck(() => new Map())

/** What is wrong with the certificate's path under that code; the path is walked once per check. */
export function chainProblems(subject: CertificateSubject, code: ChainCode, context: CheckContext): Problem[] {
  const { path, parsed } = subject.artefact
  if (!parsed.ok) return []
  const known = chains(context)
  const problems = known.get(path) ?? walk(subject, parsed.facts, context)
  known.set(path, problems)
  return problems.filter((problem) => problem.code === code).map(({ message }) => ({ message }))
}

function walk({ role, dfsp }: CertificateSubject, certificates: CertificateList, { environment, at }: CheckContext): readonly ChainProblem[] {
  const [leaf] = certificates
  const pathRole = PATH_ROLES[role]
  if (role.endsWith('ca') && leaf.selfIssued) return selfSignature(leaf)
  if (pathRole === null) return []
  const subject: PathSubject = { role: pathRole, certificates, dfsp }
  const result = certificatePath(subject, environment.hub, at)
  if (result.ok) return pathRole === 'ca' || pathRole === 'hub-ca' ? tooDeep(result.path) : []
  return ownProblems(result.problems, role, leaf).flatMap((problem) =>
    problem.code === 'incomplete' ? [whatIsMissing(problem, { subject, hub: environment.hub, at })] : coded(problem, leaf),
  )
}

/** One cause, one finding: who signed what lies under issued/ is `cert/issuer`'s to say, and a CA that may not issue such names is the same as one not meant for them. */
function ownProblems(problems: readonly PathProblem[], role: CertificateRole, leaf: CertificateFacts): readonly PathProblem[] {
  const constrained = problems.some(({ code }) => code === 'name-constraints')
  return problems.filter(
    ({ code, certificate }) => !(role === 'client' && code === 'signature' && certificate === leaf.sha256) && !(constrained && code === 'purpose'),
  )
}

/** A root carries its own signature; whether its algorithm is allowed is another question. */
function selfSignature(root: CertificateFacts): ChainProblem[] {
  const { signatureAlgorithm, publicKey, tbs, signature, subject } = root
  if (verifySignature({ algorithm: signatureAlgorithm, publicKey, data: tbs, signature, includingRefused: true })) return []
  return [{ code: 'chain/signature', message: `The signature of "${subject.text}" does not verify under its own key.` }]
}

/** A CA below one that allows none: its own path would pass, nothing that it issues could (RFC 5280 §4.2.1.9). */
function tooDeep(path: readonly CertificateFacts[]): ChainProblem[] {
  const limiting = path.find((ca, index) => index > 0 && (ca.decoded.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY) < index)
  return limiting === undefined ? [] : [{ code: 'chain/path-length', message: `"${limiting.subject.text}" allows fewer CAs below it than this path has.` }]
}

function coded({ code, message, certificate }: PathProblem, leaf: CertificateFacts): ChainProblem[] {
  const inLeaf = certificate === leaf.sha256
  if (inLeaf && LEAF_ONLY.has(code)) return []
  const mapped = inLeaf && code === 'malformed' ? 'cert/malformed' : CODES[code]
  return mapped === null ? [] : [{ code: mapped, message }]
}

/** An issuer is not at hand: the file lacks an intermediate that is known, or the certificate is of somebody else's CA. */
function whatIsMissing(problem: PathProblem, { subject, hub, at }: { readonly subject: PathSubject; readonly hub: Hub; readonly at: Date }): ChainProblem {
  const whole = pathWithIntermediates(subject, hub, at)
  if (whole.ok || whole.problems.every(({ code }) => code !== 'incomplete')) {
    return { code: 'chain/incomplete', message: `${problem.message} It lies in ca/; expected it in this file too, after the certificate that it issued.` }
  }
  const anchors = anchorsOf(subject, hub)
  const last = subject.certificates.find(({ sha256 }) => sha256 === problem.certificate) ?? subject.certificates[0]
  if (subject.role === 'ca' || subject.role === 'hub-ca' || anchors.some((anchor) => sameOrganisation(anchor, last)))
    return { code: 'chain/incomplete', message: problem.message }
  const expected = anchors.length === 0 ? 'there is no root in ca/ yet' : `expected ${anchors.map(({ subject: { text } }) => `"${text}"`).join(' or ')}`
  return { code: 'chain/anchor', message: `The path ends in "${last.subject.text}", issued by "${last.issuer.text}"; ${expected}.` }
}

/** The missing issuer has the organisation of an anchor: an intermediate of the same house, rather than another house. */
function sameOrganisation(anchor: CertificateFacts, { issuer }: CertificateFacts): boolean {
  const organisation = issuer.rdns.flat().find(({ type }) => type === 'O')?.value
  return organisation !== undefined && anchor.subject.rdns.flat().some(({ type, value }) => type === 'O' && value === organisation)
}
