import { describe, expect, test } from 'vitest'
import { edited, sampleFiles } from '../../support/environment.ts'
import { fileFindings, fileFindingsOf } from '../../support/tree-findings.ts'

const PATH = 'dfsps/greenbank/dfsp.yaml'
const PROFILE = sampleFiles().get(PATH) ?? ''
const with_ = (text: string) => ({ files: { [PATH]: text } })

describe('schema/invalid', () => {
  const cases: readonly (readonly [what: string, text: string, finding: string])[] = [
    ['a field is missing', PROFILE.replace('country: TZ\n', ''), '1:1 the field "country" is missing'],
    ['a field is missing inside', PROFILE.replace('{ client: greenbank }', '{}'), '7:8 the field "client" is missing in "oauth"'],
    ['a field is unknown', `${PROFILE}colour: green\n`, '9:1 the field "colour" is unknown'],
    ['a word is none of those known', PROFILE.replace('active', 'activ'), '3:9 "status" is "activ"; expected one of "admitted", "active", "suspended", "left"'],
    ['a list is text', PROFILE.replace('[payer, payee]', 'payer'), '5:8 "roles" is the string "payer"; expected a list'],
    ['text is a number', PROFILE.replace('TZ\n', '12\n'), '2:10 "country" is the number 12; expected text'],
    ['nothing is there', PROFILE.replace('TZ\n', '\n'), '2:10 "country" is empty; expected text'],
    ['an item occurs twice', PROFILE.replace('[payer, payee]', '[payer, payer]'), '5:8 "roles" holds "payer" twice; expected it once'],
    [
      'a pattern does not fit',
      PROFILE.replace('TZ\n', 'tz\n'),
      '2:10 "country" is "tz"; it must match pattern "^[A-Z]{2}$": ISO 3166-1 alpha-2 code, in capitals.',
    ],
    [
      'the name is too long',
      PROFILE.replace('Green Bank Ltd', 'G'.repeat(65)),
      `1:7 "name" is "${'G'.repeat(65)}"; it must NOT have more than 64 characters: Name of at most 64 characters; a longer one goes into legalName. It stands in certificates.`,
    ],
    [
      'the name has a bracket',
      PROFILE.replace('Green', '<b>'),
      '1:7 "name" is "<b> Bank Ltd"; it must match pattern "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069<>]*$": Name of at most 64 characters; a longer one goes into legalName. It stands in certificates.',
    ],
    [
      'the name has an escaped NUL',
      PROFILE.replace('Green Bank Ltd', '"Green\\0Bank"'),
      '1:7 "name" is "Green\\u0000Bank"; it must match pattern "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069<>]*$": Name of at most 64 characters; a longer one goes into legalName. It stands in certificates.',
    ],
    ['the name is not in NFC', PROFILE.replace('Green', 'Gre\u0301en'), '1:7 "Gre\u0301en Bank Ltd" is not in Unicode normalization form C'],
    ['an item of a list is wrong', PROFILE.replace('[TZS]', '[TZS, Tzs]'), '6:19 "currencies[1]" is "Tzs"; it must match pattern "^[A-Z]{3}$"'],
    ['the file is no mapping', '- a\n', '1:1 the file is a list; expected a mapping'],
  ]
  test.each(cases)('%s', (_, text, expected) => {
    const findings = fileFindingsOf(with_(text)).map(({ code, path, line, column, message }) => `${code} ${path} ${line}:${column} ${message}`)
    expect(findings).toEqual([`schema/invalid ${PATH} ${expected}`])
  })

  test('each place is told once, all places are told', () => {
    expect(fileFindings(with_(PROFILE.replace('active', 'x').replace('TZ\n', '1\n')))).toEqual([`schema/invalid ${PATH}:2:10`, `schema/invalid ${PATH}:3:9`])
  })

  test('a signer of an unknown form', () => {
    expect(fileFindings({ files: edited('environment.yaml', '{ kind: file }', '{ kind: usb }') })).toEqual(['schema/invalid environment.yaml:25:12'])
  })

  test('an operation that is none, a role name that is none', () => {
    expect(fileFindings({ files: edited('environment.yaml', 'PUT /fxQuotes', 'PUT fxQuotes') })).toEqual(['schema/invalid environment.yaml:21:9'])
    expect(fileFindings({ files: edited('environment.yaml', '  fxp:', '  FXP:') })).toEqual(['schema/invalid environment.yaml:21:3'])
  })
})
