/** Lints on what one certificate says, by the names that zlint and pkilint give them; what makes a path fail is `path-certificate.ts`'s, encodings are the readers'. */
import type { CertificateFacts, NameAttribute } from './facts.ts'
import { visibleText } from './visible-text.ts'

export interface CertificateLint {
  /** Of zlint's RFC 5280 set, or of pkilint's. */
  readonly name: string
  readonly severity: 'error' | 'warning' | 'notice'
  readonly message: string
}

/** What a lint says of a certificate: a sentence, or nothing. */
type Check = (facts: CertificateFacts) => string | null

const LINTS: readonly (readonly [name: string, severity: CertificateLint['severity'], check: Check])[] = [
  ['e_rsa_allowed_ku', 'error', usages('rsa', ['keyAgreement', 'encipherOnly', 'decipherOnly'], 'RFC 4055 §1.2')],
  // Tools set keyEncipherment whatever the key is; with an EC key it means nothing, so it harms nobody.
  ['e_ecdsa_allowed_ku', 'warning', usages('ec', ['keyEncipherment', 'dataEncipherment'], 'RFC 8813 §3')],
  ['e_subject_dn_not_printable_characters', 'error', subject(isHidden, 'control, direction or invisible characters')],
  ['e_subject_printable_string_badalpha', 'error', subject(isUndecoded, 'octets that its string type does not have')],
  ['e_utf8_latin1_mixup', 'error', subject(isMixedUp, 'UTF-8 that was read as Latin-1 and written as UTF-8 again')],
  ['e_subj_contains_html_entities', 'error', subject(({ value }) => /&(?:#\d+|#x[\da-f]+|[a-z]+);/i.test(value), 'HTML entities')],
  ['e_subject_max_length', 'error', subject(isTooLong, 'more characters than RFC 5280 appendix A.1 allows')],
  ['e_subject_dn_country_not_printable_string', 'error', subject(({ type, tag }) => type === 'C' && tag !== PRINTABLE, 'a country that is no PrintableString')],
  [
    'e_subj_country_not_uppercase',
    'error',
    subject(({ type, value }) => type === 'C' && !/^[A-Z]{2}$/.test(value), 'a country that is not two capital letters'),
  ],
  ['pkix.rdn_contains_duplicate_attribute_types', 'error', repeatedInSet],
  ['w_subject_dn_whitespace', 'warning', subject(({ value }) => value.trim() !== value || value === '', 'spaces around its text, or no text')],
  ['w_subject_contains_deprecated_string', 'warning', subject(({ tag }) => DEPRECATED.has(tag), 'a string type that RFC 5280 §4.1.2.4 keeps for old names')],
  [
    'n_multiple_subject_rdn',
    'notice',
    ({ subject: { rdns } }) => (rdns.some((rdn) => rdn.length > 1) ? 'Its subject has several attributes in one place.' : null),
  ],
]

const PRINTABLE = 0x13
/** TeletexString, UniversalString, BMPString. */
const DEPRECATED: ReadonlySet<number> = new Set([0x14, 0x1c, 0x1e])

/** RFC 5280 appendix A.1: ub-common-name and its like; an e-mail address may be as long as one may be. */
const MOST: Readonly<Record<string, number>> = { O: 64, OU: 64, CN: 64, ST: 128, L: 128, street: 128, serialNumber: 64, title: 64, emailAddress: 255 }

/** Everything that the lints say of the certificate, in their order. */
export function certificateLints(facts: CertificateFacts): readonly CertificateLint[] {
  return LINTS.flatMap(([name, severity, check]) => {
    const message = check(facts)
    return message === null ? [] : [{ name, severity, message }]
  })
}

function usages(kind: 'rsa' | 'ec', barred: readonly string[], source: string): Check {
  return ({ publicKey, decoded: { keyUsage } }) => {
    const wrong = publicKey.kind === kind ? barred.filter((usage) => keyUsage?.bits.has(usage) === true) : []
    return wrong.length === 0 ? null : `Its key usage has ${wrong.join(', ')}, for which ${kind === 'rsa' ? 'RSA' : 'EC'} keys are not made (${source}).`
  }
}

function subject(isWrong: (attribute: NameAttribute) => boolean, what: string): Check {
  return ({ subject: { rdns } }) => {
    const found = rdns.flat().find(isWrong)
    return found === undefined ? null : `Its subject has ${what} in ${found.type} "${visibleText(found.value)}".`
  }
}

function isHidden({ value }: NameAttribute): boolean {
  return /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(value)
}

function isUndecoded({ decoded, value }: NameAttribute): boolean {
  return !decoded && !value.startsWith('#')
}

/** What `é` becomes: `Ã` or `Â` and a character of the second half of Latin-1. */
function isMixedUp({ value }: NameAttribute): boolean {
  return /[\u00c2\u00c3][\u0080-\u00bf]/.test(value)
}

function isTooLong({ type, value }: NameAttribute): boolean {
  return [...value].length > (MOST[type] ?? Number.POSITIVE_INFINITY)
}

function repeatedInSet({ subject: { rdns } }: CertificateFacts): string | null {
  const twice = rdns.flatMap((rdn) => rdn.filter(({ oid }, at) => rdn.findIndex((one) => one.oid === oid) !== at))[0]
  return twice === undefined ? null : `Its subject has ${twice.type} twice in one place.`
}
