import type { Environment } from '../model/environment.ts'
import type { Finding, FindingCode } from '../model/finding.ts'
import { formatInstant } from '../model/time.ts'
import { parseCrlPem } from '../pki/crl.ts'
import { equalBytes } from '../pki/der.ts'
import type { CrlFacts } from '../pki/facts.ts'
import { crlProblem } from '../pki/path-revocation.ts'
import { writePem } from '../pki/pem.ts'
import { crlSignedBy } from '../pki/verify.ts'
import { type ChangeSet, NO_CHANGES } from './change-set.ts'
import { heldCrl, type OfflineCa, offlineCrlPath } from './crl-ceremony.ts'
import { revokedUnder } from './sign/revocations.ts'

export type Import = { readonly ok: true; readonly changes: ChangeSet; readonly number: bigint } | { readonly ok: false; readonly findings: readonly Finding[] }

/**
 * A list that was made where the CA's key is, taken in: of that CA and signed by it, with its key identifier, above every
 * number and not before any time that is known, still good, and with every revocation that the environment knows.
 */
export function importCrl(environment: Environment, ca: OfflineCa, { bytes, at }: { readonly bytes: Uint8Array; readonly at: Date }): Import {
  const parsed = parseCrlPem(bytes)
  const path = offlineCrlPath(ca.name)
  if (!parsed.ok) return { ok: false, findings: [finding(path, 'crl/unreadable', parsed.message)] }
  const judged: Judged = { crl: parsed.facts, ca, held: heldCrl(environment, ca), environment, at }
  for (const [code, problem] of CHECKS) {
    const message = problem(judged)
    if (message !== null) return { ok: false, findings: [finding(path, code, message)] }
  }
  const { number } = parsed.facts
  const files = judged.held?.sha256 === parsed.facts.sha256 ? [] : [{ path, text: writePem('X509 CRL', parsed.facts.der) }]
  return { ok: true, changes: { ...NO_CHANGES, files }, number: number ?? 0n }
}

interface Judged {
  readonly crl: CrlFacts
  readonly ca: OfflineCa
  /** The list that it would replace. */
  readonly held: CrlFacts | null
  readonly environment: Environment
  readonly at: Date
}

const CHECKS: readonly (readonly [code: FindingCode, problem: (judged: Judged) => string | null])[] = [
  ['crl/signature', signatureProblem],
  ['crl/aki', keyIdentifierProblem],
  ['crl/number', numberProblem],
  ['crl/expired', timeProblem],
  ['crl/incomplete', missingRevocation],
]

function signatureProblem({ crl, ca }: Judged): string | null {
  if (!equalBytes(crl.issuer.der, ca.certificate.subject.der))
    return `The CRL is issued by "${crl.issuer.text}"; expected the Hub's CA "${ca.name}", "${ca.certificate.subject.text}".`
  return crlSignedBy(crl, ca.certificate) ? null : `The signature of the CRL does not verify under the key of hub/ca/${ca.name}.pem.`
}

function keyIdentifierProblem({ crl, ca }: Judged): string | null {
  const expected = ca.certificate.decoded.subjectKeyIdentifier
  if (crl.authorityKeyIdentifier === null) return 'The CRL has no authority key identifier.'
  if (expected === null || equalBytes(crl.authorityKeyIdentifier, expected)) return null
  return `The authority key identifier of the CRL is not the subject key identifier of hub/ca/${ca.name}.pem.`
}

function numberProblem({ crl, held }: Judged): string | null {
  if (crl.number === null) return 'The CRL has no CRL number.'
  if (held === null || held.sha256 === crl.sha256) return null
  if (crl.number <= (held.number ?? -1n)) return `The CRL number ${crl.number} is not greater than ${held.number}, that of the one it replaces.`
  if (crl.thisUpdate < held.thisUpdate)
    return `The CRL was made on ${formatInstant(crl.thisUpdate)}, before the one it replaces (${formatInstant(held.thisUpdate)}).`
  return null
}

/** What path validation would not take it for, now. */
function timeProblem({ crl, ca, at }: Judged): string | null {
  const problem = crlProblem(crl, ca.certificate, at)
  return problem === null ? null : `The CRL is of no use: ${problem}.`
}

function missingRevocation({ environment, crl, ca, held, at }: Judged): string | null {
  const missing = revokedUnder(environment, ca, { previous: held, at }).filter(({ serial }) => !crl.entries.has(serial))
  const [first] = missing
  return first === undefined
    ? null
    : `The CRL does not list the serial number "${first.serial}"${missing.length === 1 ? '' : ` and ${missing.length - 1} more`}, which is revoked.`
}

const finding = (path: string, code: FindingCode, message: string): Finding => ({
  code,
  severity: 'error',
  dfsp: null,
  path,
  line: null,
  column: null,
  message,
  hint: 'muhuri crl issue --ca <name> --dir . --keys <where its key is>',
  cites: ['RFC 5280 §5', 'RFC 5280 §6.3.3'],
  new: true,
  sha256: null,
})
