import { describe, expect, test } from 'vitest'
import { edited, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

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
