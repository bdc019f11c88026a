import { expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage, keyUsage, nameConstraints, subjectAltName } from '../../../src/pki/build-extensions.ts'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'

const leaf = [basicConstraints(null), keyUsage('digitalSignature'), extendedKeyUsage('serverAuth'), subjectAltName([{ kind: 'dns', value: 'server.example' }])]

it('takes a leaf without key identifiers, as openssl makes it', () => {
  expect(judge(['certificate'], serverFiles({ extensions: leaf }))).toEqual([])
})

it('refuses name constraints in a leaf', () => {
  const constraints = nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] })
  expect(judge(['certificate'], serverFiles({ extensions: [...leaf, constraints] }))).toEqual([`cert/malformed ${SERVER}`])
})

it('names the lint, and is as severe as that', () => {
  const named = (subject: Readonly<Record<string, string>>): string[] =>
    findings(['certificate'], serverFiles({ subject })).map(({ severity, code, message }) => `${severity} ${code} ${message}`)
  expect(named({ C: 'tz' })).toEqual([
    'error cert/malformed Its subject has a country that is not two capital letters in C "tz". (e_subj_country_not_uppercase)',
  ])
  expect(named({ CN: 'Green Bank ' })).toEqual([
    'warning cert/malformed Its subject has spaces around its text, or no text in CN "Green Bank ". (w_subject_dn_whitespace)',
  ])
})
