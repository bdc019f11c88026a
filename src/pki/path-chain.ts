/** What RFC 5280 §6.1 asks of a path as a whole: lengths, purposes, names, revocation. */

import type { CertificateFacts, GeneralName } from './facts.ts'
import { coversName } from './host-name.ts'
import { nameKey } from './name.ts'
import { constraintProblem } from './name-constraints.ts'
import { PURPOSE_OID } from './oids.ts'
import type { Search } from './path-build.ts'
import { certificateProblems, type Role } from './path-certificate.ts'
import type { FactsRequest, PathProblem } from './path-request.ts'
import { revocationProblems } from './path-revocation.ts'

type Path = readonly CertificateFacts[]

/** Everything wrong with a path whose names and signatures chain: leaf first, anchor last. */
export function chainProblems(path: Path, request: FactsRequest, search: Search): PathProblem[] {
  return [
    ...path.flatMap((certificate, index) => certificateProblems(certificate, roleOf(index, path), request)),
    ...lengthProblems(path, request),
    ...purposeProblems(path, request),
    ...constraintProblems(path, search),
    ...hostProblems(path[0] as CertificateFacts, request),
    ...(request.crls === undefined ? [] : revocationProblems(path, { ...request, crls: request.crls })),
  ]
}

const roleOf = (index: number, path: Path): Role => (index === 0 ? 'leaf' : index === path.length - 1 ? 'anchor' : 'intermediate')

const isSelfIssued = (certificate: CertificateFacts): boolean => nameKey(certificate.subject) === nameKey(certificate.issuer)

/** Intermediates between the leaf and `index` that count (RFC 5280 §6.1.4 l): not the self-issued ones. */
const countBelow = (path: Path, index: number): number => path.slice(1, index).filter((certificate) => !isSelfIssued(certificate)).length

function lengthProblems(path: Path, { maxDepth }: FactsRequest): PathProblem[] {
  const problems = path.flatMap((certificate, index): PathProblem[] => {
    const allowed = certificate.decoded.basicConstraints?.pathLength ?? null
    const below = countBelow(path, index)
    if (index === 0 || allowed === null || below <= allowed) return []
    return [
      { code: 'path-length', certificate: certificate.sha256, message: `"${certificate.subject.text}" allows ${allowed} CAs below it; the path has ${below}.` },
    ]
  })
  const depth = countBelow(path, path.length - 1)
  if (maxDepth === undefined || depth <= maxDepth) return problems
  return [...problems, { code: 'path-length', certificate: null, message: `The path has ${depth} intermediates; at most ${maxDepth} are allowed.` }]
}

const PURPOSES = {
  client: { oid: PURPOSE_OID.clientAuth, name: 'client authentication', usages: ['digitalSignature', 'keyAgreement'] },
  server: { oid: PURPOSE_OID.serverAuth, name: 'server authentication', usages: ['digitalSignature', 'keyEncipherment', 'keyAgreement'] },
} as const

/** The purpose is allowed by the leaf and by every CA that limits purposes; the leaf's key usage fits it. */
function purposeProblems(path: Path, { purpose }: FactsRequest): PathProblem[] {
  if (purpose === null) return []
  const { oid, name, usages } = PURPOSES[purpose]
  const limited = path.filter((certificate, index) => {
    const purposes = certificate.decoded.extendedKeyUsage?.purposes
    return purposes !== undefined && !purposes.includes(oid) && (index === 0 || !purposes.includes(PURPOSE_OID.any))
  })
  const leaf = path[0] as CertificateFacts
  const { keyUsage, basicConstraints } = leaf.decoded
  const unfit = keyUsage !== null && basicConstraints?.ca !== true && !usages.some((usage) => keyUsage.bits.has(usage))
  return [
    ...limited.map(
      (certificate): PathProblem => ({ code: 'purpose', certificate: certificate.sha256, message: `"${certificate.subject.text}" is not meant for ${name}.` }),
    ),
    ...(unfit ? [{ code: 'purpose' as const, certificate: leaf.sha256, message: `The key usage of "${leaf.subject.text}" does not fit ${name}.` }] : []),
  ]
}

/** Each CA's constraints against every certificate below it, self-issued intermediates excepted (RFC 5280 §6.1.3 b, c). */
function constraintProblems(path: Path, search: Search): PathProblem[] {
  const problems: PathProblem[] = []
  for (const [index, ca] of path.entries()) {
    const constraints = ca.decoded.nameConstraints
    if (constraints === null || index === 0) continue
    for (const [below, certificate] of path.slice(0, index).entries()) {
      if (below > 0 && isSelfIssued(certificate)) continue
      const problem = constraintProblem(constraints, namesOf(certificate), search)
      if (problem !== null)
        problems.push({ code: 'name-constraints', certificate: certificate.sha256, message: `By the name constraints of "${ca.subject.text}", ${problem}.` })
    }
  }
  return problems
}

/** Names that constraints apply to: the subject, its e-mail addresses, the subject alternative names. */
function namesOf(certificate: CertificateFacts): GeneralName[] {
  const { subject } = certificate
  const emails = subject.rdns.flat().filter(({ type }) => type === 'emailAddress')
  return [
    ...(subject.rdns.length === 0 ? [] : [{ kind: 'directory', name: subject } as const]),
    ...emails.map(({ value }) => ({ kind: 'email', value }) as const),
    ...(certificate.decoded.subjectAltName?.names ?? []),
  ]
}

function hostProblems(leaf: CertificateFacts, { names }: FactsRequest): PathProblem[] {
  const missing = (names ?? []).filter((name) => !coversName(leaf, name))
  return missing.map(({ value }) => ({ code: 'host', certificate: leaf.sha256, message: `"${leaf.subject.text}" is not a certificate for "${value}".` }))
}
