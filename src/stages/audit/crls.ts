import type { AuditProblem, Unchecked } from '../../model/audit.ts'
import type { Environment } from '../../model/environment.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { equalBytes } from '../../pki/der.ts'
import { crlSignedBy } from '../../pki/verify.ts'
import { heldCrl } from '../crl-ceremony.ts'
import { revokedUnder } from '../sign/revocations.ts'
import type { Audited } from './audited.ts'

const MINUTE = 60_000

/** Each list of the Hub is of its CA, signed by it, with its key identifier and a number; every revocation is on the list that came after it. */
export function auditCrls(environment: Environment, at: Date): Audited {
  const authorities = hubAuthorities(environment)
  const lists = [...environment.hub.crl, ...environment.issued.crl].flatMap(({ name, path, parsed }): readonly AuditProblem[] => {
    if (!parsed.ok) return [{ code: 'audit/crl', path, commit: null, message: `The list cannot be read: ${parsed.message}` }]
    const { issuer, number, authorityKeyIdentifier } = parsed.facts
    const ca = authorities.find((authority) => authority.name === name)
    if (ca === undefined || !equalBytes(issuer.der, ca.facts.subject.der) || !crlSignedBy(parsed.facts, ca.facts))
      return [{ code: 'audit/signature', path, commit: null, message: `The list is not of the Hub's CA "${name}".` }]
    const identifier = ca.facts.decoded.subjectKeyIdentifier
    const ownKey = authorityKeyIdentifier !== null && (identifier === null || equalBytes(authorityKeyIdentifier, identifier))
    return [
      ...(number === null ? [{ code: 'audit/crl-number' as const, path, commit: null, message: 'The list has no number.' }] : []),
      ...(ownKey ? [] : [{ code: 'audit/crl' as const, path, commit: null, message: 'The list does not name the key of its CA.' }]),
    ]
  })
  const missing = authorities.filter(({ role, state }) => role !== 'link' && state !== 'retired').map((ca) => missingRevocations(environment, ca, at))
  return { problems: [...lists, ...missing.flatMap(({ problems }) => problems)], unchecked: missing.flatMap(({ unchecked }) => unchecked) }
}

function missingRevocations(environment: Environment, ca: HubAuthority, at: Date): Audited {
  const held = heldCrl(environment, { name: ca.name, certificate: ca.facts })
  const expected = revokedUnder(environment, { certificate: ca.facts }, { previous: null, at })
  const missing = expected.filter(({ serial }) => held?.entries.has(serial) !== true)
  const madeAt = held === null ? null : held.thisUpdate.getTime() + (environment.settings?.value?.policy.crl.backdateMinutes ?? 0) * MINUTE
  const problems: AuditProblem[] = []
  const unchecked: Unchecked[] = []
  for (const { serial, revokedAt } of missing) {
    if (madeAt === null || revokedAt.getTime() <= madeAt)
      problems.push({
        code: 'audit/crl',
        path: ca.path,
        commit: null,
        message: `The serial "${serial}" is revoked, and the list of "${ca.name}" that came after it does not have it.`,
      })
    else unchecked.push({ path: ca.path, message: `The serial "${serial}" waits for the next list of "${ca.name}".` })
  }
  return { problems, unchecked }
}
