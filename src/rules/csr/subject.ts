import type { Dfsp } from '../../model/environment.ts'
import type { DistinguishedName, NameAttribute } from '../../pki/facts.ts'
import type { CsrSubject, Problem, Rule } from '../rule.ts'

const KNOWN: ReadonlySet<string> = new Set(['C', 'O', 'OU', 'CN', 'ST', 'L'])
/** UTF8String and PrintableString. */
const STRINGS: ReadonlySet<number> = new Set([12, 19])
/** RFC 5280 appendix A.1: ub-common-name and its like. */
const MOST: Readonly<Record<string, number>> = { C: 2, O: 64, OU: 64, CN: 64, ST: 128, L: 128 }

/** Text that is not what it looks like, or becomes something else where it is shown, written out or read again. */
const DECEPTIONS: readonly (readonly [string, (value: string) => boolean])[] = [
  ['control, direction or invisible characters', (value) => /[\p{C}\u2028\u2029]/u.test(value)],
  ['spaces around its text, or no text', (value) => value === '' || value.trim() !== value],
  ['characters that are not composed (NFC)', (value) => value.normalize('NFC') !== value],
  ['mark-up', (value) => /[<>`]|&#?\w+;|\$[({]|\{\{/.test(value)],
  ['what reads as another attribute', (value) => /(?:^|[,+;/])\s*(?:[A-Za-z]{1,20}|\d+(?:\.\d+)+)\s*=/.test(value)],
]

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
  const joined = subject.rdns.some((rdn) => rdn.length > 1)
  const unknown = attributes.filter(({ type, oid }) => type === oid)
  const twice = [...KNOWN].filter((type) => attributes.filter((attribute) => attribute.type === type).length > 1)
  return [
    ...twice.map((type) => ({ message: `The subject has ${type} more than once; expected at most one.` })),
    ...(joined ? [{ message: 'The subject has several attributes in one relative distinguished name; expected one in each.' }] : []),
    ...unknown.map(({ oid }) => ({ message: `The subject has the attribute ${oid}, which is not known; expected C, O, OU, CN, ST or L.` })),
    ...attributes.flatMap(stringProblem),
  ]
}

function stringProblem({ type, tag, value, decoded }: NameAttribute): Problem[] {
  if (!KNOWN.has(type)) return []
  if (!STRINGS.has(tag) || !decoded)
    return [{ message: `The subject has ${type} in another encoding than PrintableString or UTF8String.`, hint: 'openssl req -utf8 -nameopt utf8' }]
  const deception = DECEPTIONS.find(([, deceives]) => deceives(value))
  if (deception !== undefined) return [{ message: `The subject has ${deception[0]} in ${type} "${value}"; expected plain text.` }]
  if (type === 'C' && !/^[A-Za-z]{2}$/.test(value)) return [{ message: `The subject has C "${value}"; expected two letters (ISO 3166).` }]
  const most = MOST[type] ?? 0
  if ([...value].length > most) return [{ message: `The subject has ${[...value].length} characters in ${type}; at most ${most} are allowed.` }]
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
