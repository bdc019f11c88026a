import { describe, expect, test } from 'vitest'
import { edited, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { fileFindings, fileFindingsOf } from '../../support/tree-findings.ts'

const PATH = 'dfsps/greenbank/dfsp.yaml'
const PROFILE = sampleFiles().get(PATH) ?? ''
const PROOF = 'dfsps/greenbank/proofs/jws-2026-11.json'
const with_ = (text: string) => ({ files: { [PATH]: text } })

describe('schema/yaml', () => {
  const attacks: readonly (readonly [what: string, text: string, place: string])[] = [
    ['an empty file', '', '1:1'],
    ['a comment alone', '# nothing\n', '1:1'],
    ['an anchor', PROFILE.replace('TZ\n', '&c TZ\n'), '2:10'],
    ['an alias of nothing', PROFILE.replace('TZ\n', '*c\n'), '2:10'],
    ['a bomb of anchors', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${PROFILE}`, '1:4'],
    ['a merge key', `base: { country: TZ }\n<<: { status: active }\n${PROFILE}`, '2:1'],
    ['a tag', PROFILE.replace('TZ\n', '!!str TZ\n'), '2:10'],
    ['a tag that runs code elsewhere', `x: !!js/function "() => 1"\n${PROFILE}`, '1:4'],
    ['a duplicate key', `${PROFILE}status: left\n`, '9:1'],
    ['a duplicate key deep inside', PROFILE.replace('{ client: greenbank }', '{ client: greenbank, client: bluebank }'), '7:29'],
    ['a second document', `${PROFILE}---\nstatus: left\n`, '9:1'],
    ['a directive', `%YAML 1.1\n---\n${PROFILE}`, '1:1'],
    ['a byte order mark', `\uFEFF${PROFILE}`, '1:1'],
    ['a tab that indents', PROFILE.replace('  payer', '\tpayer').replace('roles: [', 'roles:\n\t['), '6:1'],
    ['a tab between words', PROFILE.replace('name: ', 'name:\t'), '1:6'],
    ['a NUL', PROFILE.replace('Green', 'Gr\0en'), '1:9'],
    ['a lone carriage return', PROFILE.replace('\n', '\r'), '1:21'],
    ['text that reads backwards', PROFILE.replace('active', 'active # \u202etfel'), '3:18'],
    ['half a character', PROFILE.replace('Green Bank Ltd', '"\\ud800"'), '1:7'],
    ['10,000 brackets', '['.repeat(10_000), '1:33'],
    ['10,000 dashes', '- '.repeat(10_000), '1:1'],
    ['10,000 braces in quotes and out', `${'{"}": '.repeat(10_000)}`, '1:193'],
    ['a key that is no text', '? [a]\n: b\n', '1:3'],
    ['what is not YAML', 'a: [1, 2\nb: 3\n', '2:1'],
    ['__proto__', `__proto__: { status: left }\n${PROFILE}`, '1:1'],
  ]
  test.each(attacks)('%s', (_, text, place) => {
    expect(fileFindings(with_(text))).toEqual([`schema/yaml ${PATH}:${place}`])
  })

  test('the value is absent then, and the DFSP is still there', () => {
    const greenbank = sampleEnvironment(with_('a: &a 1\n')).dfsps.find(({ id }) => id === 'greenbank')
    expect([greenbank?.profile?.value, greenbank?.endpoints?.problems]).toEqual([null, []])
  })

  test('CRLF line ends, comments and a document start are read', () => {
    expect(fileFindings(with_(`---\n# who\n${PROFILE}`.replaceAll('\n', '\r\n')))).toEqual([])
  })

  test('dates stay text, and "no" is a word', () => {
    const files = { 'dfsps/greenbank/jws/2026-11.yaml': 'activeFrom: 2026-12-01T00:00:00Z\n', ...edited(PATH, 'TZ\n', 'NO\n') }
    const greenbank = sampleEnvironment({ files }).dfsps.find(({ id }) => id === 'greenbank')
    expect([greenbank?.jwsSchedules[0]?.value, greenbank?.profile?.value?.country]).toEqual([{ activeFrom: '2026-12-01T00:00:00Z' }, 'NO'])
  })

  test.each([
    ['not JSON', '{"version": 1,}\n', '1:15'],
    ['nothing', '', '1:1'],
    ['a member twice', '{"version": 1,\n "dfsp": "a",\n "dfsp": "b"}\n', '3:2'],
    ['a member twice, the second escaped', '{"version": 1, "dfsp": "a", "d\\u0066sp": "b"}\n', '1:29'],
  ])('a record that is %s', (_, text, place) => {
    expect(fileFindings({ files: { [PROOF]: text } })).toEqual([`schema/yaml ${PROOF}:${place}`])
  })
})

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

describe('defaults', () => {
  const POLICY = /policy:\n(?: {2}.*\n)+/
  const settings = (text: string) => sampleEnvironment({ files: { 'environment.yaml': text } }).settings?.value
  const ENVIRONMENT = sampleFiles().get('environment.yaml') ?? ''

  test('a policy that is left out is the one that init writes, without special addresses', () => {
    const whole = settings(ENVIRONMENT)
    const bare = settings(ENVIRONMENT.replace(POLICY, ''))
    expect(bare?.policy).toEqual({ ...whole?.policy, addresses: { ...whole?.policy.addresses, allow: [] } })
  })

  test('production is strict and accepts no special address, whatever the file says', () => {
    const production = settings(ENVIRONMENT.replace('tier: pre-production', 'tier: production'))
    expect([production?.policy.assurance, production?.policy.addresses.allow]).toEqual(['strict', []])
  })
})
