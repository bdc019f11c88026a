import type { Dfsp } from '../../model/environment.ts'
import type { DistinguishedName, NameAttribute } from '../../pki/facts.ts'
import type { CsrSubject, Problem, Rule } from '../rule.ts'

const KNOWN: ReadonlySet<string> = new Set(['C', 'O', 'OU', 'CN', 'ST', 'L'])
/** UTF8String and PrintableString. */
const STRINGS: ReadonlySet<number> = new Set([12, 19])
/** Controls, line and paragraph separators, and characters that turn writing round. */
const HOSTILE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

export const csrSubject: Rule<'csr'> = {
  code: 'csr/subject',
  kind: 'csr',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: "A CSR's subject is empty, or plain C, O, OU, CN, ST and L, once each, that name the DFSP; nothing of it is used.",
  cites: ['RFC 5280 §4.1.2.4', 'RFC 5280 appendix A.1'],
  *check(subject) {
    const { parsed } = subject.artefact
    if (!parsed.ok) return
    const errors = encodingProblems(parsed.facts.subject)
    yield* errors
    if (errors.length === 0) yield* identityProblems(subject, parsed.facts.subject)
  },
}

function encodingProblems(subject: DistinguishedName): Problem[] {
  const attributes = subject.rdns.flat()
  const twice = [...KNOWN].filter((type) => attributes.filter((attribute) => attribute.type === type).length > 1)
  return [...twice.map((type) => ({ message: `The subject has ${type} more than once; expected at most one.` })), ...attributes.flatMap(stringProblem)]
}

function stringProblem({ type, tag, value, decoded }: NameAttribute): Problem[] {
  if (!KNOWN.has(type)) return []
  if (!STRINGS.has(tag) || !decoded)
    return [{ message: `The subject has ${type} in another encoding than PrintableString or UTF8String.`, hint: 'openssl req -utf8 -nameopt utf8' }]
  if (HOSTILE.test(value)) return [{ message: `The subject has control or direction characters in ${type} "${value}"; expected plain text.` }]
  return []
}

function* identityProblems({ role, dfsp }: CsrSubject, subject: DistinguishedName): Iterable<Problem> {
  for (const { type, value } of subject.rdns.flat()) {
    if (!KNOWN.has(type)) yield { severity: 'warning', message: `The subject has the attribute ${type}, which is not used; expected C, O, OU, CN, ST or L.` }
    else if (role === 'client' && dfsp?.profile?.value) yield* mismatch(dfsp, type, value)
  }
}

function* mismatch({ id, profile }: Dfsp, type: string, value: string): Iterable<Problem> {
  const { name, legalName, country, fspId } = profile?.value ?? {}
  const expected = fspId === undefined || fspId === id ? `"${id}"` : `"${id}", "${fspId}"`
  if (type === 'CN' && value !== id && value !== fspId)
    yield { message: `The subject has CN "${value}"; expected ${expected} or none.`, hint: `openssl req -new -key <key> -subj /CN=${id}` }
  if (type === 'O' && value !== name && value !== legalName)
    yield { severity: 'warning', message: `The subject has O "${value}"; the registry has "${name}", which is what the certificate will say.` }
  if (type === 'C' && value !== country)
    yield { severity: 'warning', message: `The subject has C "${value}"; the registry has "${country}", which is what the certificate will say.` }
}
