import { describe, expect, test } from 'vitest'
import { basicConstraints, extension, keyUsage } from '../../src/pki/build-extensions.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { certificateLints } from '../../src/pki/certificate-lint.ts'
import { element, explicit, implicit, integer, namedBits, oid, sequence, sequenceOf, set } from '../../src/pki/der-write.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import type { KeyUsage } from '../../src/pki/key-usage.ts'
import { writeAttribute } from '../../src/pki/name.ts'
import { type CertificateOptions, testCa, testKey } from '../support/pki.ts'

const ca = testCa()

function facts(options: CertificateOptions): CertificateFacts {
  const parsed = parseCertificate(ca.issue(options).der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const named = (options: CertificateOptions): string[] => certificateLints(facts(options)).map(({ name }) => name)
const cn = (value: string, tag?: number): CertificateOptions => ({ subject: [{ type: 'CN', value, ...(tag === undefined ? {} : { tag }) }] })
const usage = (...usages: readonly KeyUsage[]): CertificateOptions => ({ extensions: [basicConstraints(null), keyUsage(...usages)] })

describe('nothing is said of', () => {
  test.each<[string, CertificateOptions]>([
    ['a good certificate', {}],
    ['a name in Swahili, French and Arabic', { subject: { C: 'TZ', O: 'Benki ya Ndovu “Société Générale”', CN: 'بنك' } }],
    ['no subject', { subject: [] }],
    ['an RSA key that wraps keys', { key: testKey('rsa2048'), ...usage('digitalSignature', 'keyEncipherment') }],
    ['an EC key that agrees on keys', usage('digitalSignature', 'keyAgreement')],
    [
      'an e-mail address',
      {
        subject: [
          { type: 'CN', value: 'a' },
          { type: 'emailAddress', value: 'a@b.example' },
        ],
      },
    ],
    ['an ampersand', cn('Smith & Sons')],
    ['names of the greatest length', { subject: { O: 'o'.repeat(64), CN: 'c'.repeat(64) } }],
  ])('%s', (_what, options) => {
    expect(named(options)).toEqual([])
  })
})

describe('by its name is called', () => {
  test.each<[string, CertificateOptions, string]>([
    ['an RSA key that agrees on keys', { key: testKey('rsa2048'), ...usage('digitalSignature', 'keyAgreement') }, 'e_rsa_allowed_ku'],
    ['an EC key that wraps keys', usage('digitalSignature', 'keyEncipherment'), 'e_ecdsa_allowed_ku'],
    ['a null', cn('a\0b'), 'e_subject_dn_not_printable_characters'],
    ['a line break', cn('a\nb'), 'e_subject_dn_not_printable_characters'],
    ['a change of direction', cn('a\u202eb'), 'e_subject_dn_not_printable_characters'],
    ['a space of no width', cn('a\u200bb'), 'e_subject_dn_not_printable_characters'],
    [
      'an asterisk in a PrintableString',
      { subject: sequence(set(sequence(oid('2.5.4.3'), element(0x13, Buffer.from('a*b'))))) },
      'e_subject_printable_string_badalpha',
    ],
    [
      'Latin-1 in a UTF8String',
      { subject: sequence(set(sequence(oid('2.5.4.3'), element(0x0c, Buffer.from('caf\xe9', 'latin1'))))) },
      'e_subject_printable_string_badalpha',
    ],
    ['text that was encoded twice', cn(Buffer.from('Société', 'utf8').toString('latin1')), 'e_utf8_latin1_mixup'],
    ['an entity', cn('Smith &amp; Sons'), 'e_subj_contains_html_entities'],
    ['a common name of 65 characters', cn('c'.repeat(65)), 'e_subject_max_length'],
    ['an organisation of 65 characters', { subject: { O: 'o'.repeat(65) } }, 'e_subject_max_length'],
    ['a country in UTF-8', { subject: [{ type: 'C', value: 'TZ', tag: 0x0c }] }, 'e_subject_dn_country_not_printable_string'],
    ['a country in small letters', { subject: { C: 'tz' } }, 'e_subj_country_not_uppercase'],
    ['a country of three letters', { subject: { C: 'TZA' } }, 'e_subj_country_not_uppercase'],
    ['a space before', cn(' a'), 'w_subject_dn_whitespace'],
    ['a space after', cn('a '), 'w_subject_dn_whitespace'],
    ['no text', cn(''), 'w_subject_dn_whitespace'],
    ['a TeletexString', cn('a', 0x14), 'w_subject_contains_deprecated_string'],
  ])('%s', (_what, options, name) => {
    expect(named(options)).toEqual([name])
  })

  test('several attributes in one place, and the same one twice', () => {
    const joined = (...attributes: Uint8Array[]): CertificateOptions => ({ subject: sequence(set(...attributes.sort(Buffer.compare))) })
    expect(named(joined(writeAttribute({ type: 'CN', value: 'a' }), writeAttribute({ type: 'O', value: 'b' })))).toEqual(['n_multiple_subject_rdn'])
    expect(named(joined(writeAttribute({ type: 'CN', value: 'a' }), writeAttribute({ type: 'CN', value: 'b' })))).toEqual([
      'pkix.rdn_contains_duplicate_attribute_types',
      'n_multiple_subject_rdn',
    ])
  })
})

describe('a reader calls a defect', () => {
  const defects = (...extraExtensions: Uint8Array[]): readonly string[] => facts({ extensions: [basicConstraints(null), ...extraExtensions] }).defects
  const policies = (...oids: string[]): Uint8Array => extension('2.5.29.32', false, sequenceOf(oids.map((one) => sequence(oid(one)))))

  test('a key usage bit that does not exist (e_key_usage_incorrect_length)', () => {
    expect(defects(extension('2.5.29.15', true, namedBits([0, 8])))).toEqual([])
    expect(defects(extension('2.5.29.15', true, namedBits([0, 9])))).toEqual(['keyUsage has more bits than the 9 that there are'])
    expect(defects(extension('2.5.29.15', true, namedBits([0, 16])))).toEqual(['keyUsage has more bits than the 9 that there are'])
  })

  test('an issuer without serial, or a serial without issuer (pkix.aki_with_serial_number_but_cert_issuer_absent)', () => {
    const issuer = explicit(1, explicit(4, ca.subject))
    const aki = (...parts: Uint8Array[]): Uint8Array => extension('2.5.29.35', false, sequence(implicit(0, ca.keyIdentifier), ...parts))
    const serial = implicit(2, Uint8Array.of(1))
    expect(defects(aki(issuer, serial))).toEqual([])
    for (const one of [issuer, serial]) expect(defects(aki(one))).toEqual(['authorityKeyIdentifier has one of issuer and serial without the other'])
  })

  test('a policy twice (e_ext_cert_policy_duplicate), and what is no policy', () => {
    expect(defects(policies('1.2.3', '1.2.4'))).toEqual([])
    expect(defects(policies('1.2.3', '1.2.3'))).toEqual(['certificatePolicies names a policy twice'])
    expect(defects(extension('2.5.29.32', false, sequence(integer(1))))).toEqual([expect.stringMatching(/^extension certificatePolicies does not decode/)])
  })
})
