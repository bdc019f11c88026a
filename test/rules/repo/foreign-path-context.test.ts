import { expect, test } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'

const BLUE = 'dfsps/bluebank/endpoints.yaml'
const base = sampleEnvironment()
const edit = sampleEnvironment({ files: { [BLUE]: `${sampleFiles().get(BLUE)}# changed\n` } })
const gone = sampleEnvironment({ files: { [BLUE]: null } })

const messages = (head: typeof base, actor: number | null, more: { readonly mergeGroup?: boolean; readonly base?: typeof base } = {}) =>
  check(head, { at: SAMPLE_AT, base, actor, ...more }).findings.flatMap(({ code, message, dfsp }) => (code === 'repo/foreign-path' ? [[message, dfsp]] : []))

test('the message says whose file is changed or removed, and who owns what', () => {
  expect(messages(edit, 1001)).toEqual([['user 1001 owns "greenbank" and changes a file of "bluebank"', 'bluebank']])
  expect(messages(gone, 1001)).toEqual([['user 1001 owns "greenbank" and removes a file of "bluebank"', 'bluebank']])
})

test.each([2001, 2003, 9001])('%i of the Hub is no owner who strays', (actor) => {
  expect(messages(edit, actor)).toEqual([])
})

test('who is both of the Hub and an owner may touch other folders', () => {
  const both = { 'dfsps/greenbank/dfsp.yaml': String(sampleFiles().get('dfsps/greenbank/dfsp.yaml')).replace('[1001]', '[1001, 2001, 9001]') }
  const before = sampleEnvironment({ files: both })
  const after = sampleEnvironment({ files: { ...both, [BLUE]: null } })
  expect([1001, 2001, 9001].map((actor) => messages(after, actor, { base: before }).length)).toEqual([1, 0, 0])
})

test('a stranger, an unknown author and a merge group are the concern of others', () => {
  expect([messages(edit, 4711), messages(edit, null), messages(edit, 1001, { mergeGroup: true })]).toEqual([[], [], []])
})

test("what is no DFSP's folder is the concern of others", () => {
  expect(messages(sampleEnvironment({ files: { 'docs/greenbank/a.md': 'a\n', 'hub/hub.yaml': null } }), 1001)).toEqual([])
})

test("a folder that is new, or gone, is somebody else's too", () => {
  const blue = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('dfsps/bluebank/')).map((path) => [path, null]))
  expect(messages(sampleEnvironment({ files: { 'dfsps/newbank/jws/a.md': 'a\n' } }), 1001).map(([, dfsp]) => dfsp)).toEqual(['newbank'])
  expect(new Set(messages(sampleEnvironment({ files: blue }), 1001).map(([, dfsp]) => dfsp))).toEqual(new Set([null]))
})
