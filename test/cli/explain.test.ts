import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleFiles } from '../support/environment.ts'
import { writeFiles } from '../support/folder.ts'
import { cli } from '../support/run-cli.ts'
import { workshop } from '../support/shell.ts'

const place = workshop()
const dir = place.directory
const issued = [...sampleFiles().keys()].filter((path) => path.startsWith('issued/certificates/greenbank/') && path.endsWith('.pem'))
const HUB_CLIENT = [...sampleFiles().keys()].find((path) => /^dfsps\/greenbank\/hub-client\/.*[.]pem$/.test(path)) ?? ''
const linesOf = (path: string, word: string): number => (sampleFiles().get(path) ?? '').split('\n').findIndex((line) => line.includes(word)) + 1

const GOOD: Readonly<Record<string, string>> = {
  'source-ip': '198.51.100.17',
  certificate: join('env', issued[0] ?? ''),
  'token-client': 'greenbank',
  'fspiop-source': 'greenbank',
  method: 'POST',
  path: '/quotes',
}

interface Told {
  readonly allow: boolean
  readonly because: string | null
  readonly steps: readonly {
    readonly question: string
    readonly state: string
    readonly at: readonly { readonly path: string; readonly position: { readonly line: number } | null }[]
    readonly remedy: string | null
  }[]
}

async function explain(change: Readonly<Record<string, string | null>> = {}, ...more: readonly string[]): Promise<Told & { readonly exit: number }> {
  const options = Object.entries({ ...GOOD, ...change }).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value]))
  const { exit, out, err } = await cli(dir, ['explain', 'env', ...options, ...more, '--as-of', '2026-11-23T12:00:00Z', '--format', 'json'])
  if (out === '') throw new Error(err)
  return { ...(JSON.parse(out) as Told), exit }
}

const refusing = ({ steps }: Told) =>
  steps
    .filter(({ question, state }) => state === 'refused' && question !== 'firewall')
    .map(({ question, at }) => [question, ...at.map(({ path, position }) => `${path}:${position?.line}`)])

beforeAll(() => writeFiles(join(dir, 'env'), sampleFiles()))
afterAll(() => place.close())

test('a right request passes every step, and each names the line that lets it through', async () => {
  const told = await explain()
  const at = Object.fromEntries(told.steps.map((step) => [step.question, step.at.map(({ path, position }) => `${path}:${position?.line}`)]))

  expect({ exit: told.exit, allow: told.allow, states: new Set(told.steps.map(({ state }) => state)) }).toEqual({
    exit: 0,
    allow: true,
    states: new Set(['passed']),
  })
  expect(at['source-ip']).toEqual([`dfsps/greenbank/endpoints.yaml:${linesOf('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29')}`])
  expect(at['certificate']).toEqual([`${issued[0]}:1`])
  expect(at['status']).toEqual([`dfsps/greenbank/dfsp.yaml:${linesOf('dfsps/greenbank/dfsp.yaml', 'status:')}`])
  expect(at['token-client']).toEqual([`dfsps/greenbank/dfsp.yaml:${linesOf('dfsps/greenbank/dfsp.yaml', 'client:')}`])
  expect(at['role']?.[0]).toBe(`dfsps/greenbank/dfsp.yaml:${linesOf('dfsps/greenbank/dfsp.yaml', 'roles:')}`)
  expect(at['role']?.[1]).toMatch(/^environment[.]yaml:\d+$/)
})

test.each([
  [
    'another address',
    { 'source-ip': '203.0.113.9' },
    [['source-ip', `dfsps/greenbank/endpoints.yaml:${linesOf('dfsps/greenbank/endpoints.yaml', 'egress:') + 1}`]],
  ],
  ['no certificate', { certificate: null }, [['certificate']]],
  ['no token', { 'token-client': null }, [['token-missing', `environment.yaml:${linesOf('environment.yaml', 'issuer:')}`]]],
  ["another's token", { 'token-client': 'bluebank' }, [['token-client', `dfsps/greenbank/dfsp.yaml:${linesOf('dfsps/greenbank/dfsp.yaml', 'client:')}`]]],
  ['no FSPIOP-Source', { 'fspiop-source': null }, [['malformed']]],
  ['a path of dots', { path: '/quotes/../transfers' }, [['malformed']]],
] as const)('with %s it is denied, by that line', async (_, change, expected) => {
  const told = await explain(change)

  expect({ exit: told.exit, refused: refusing(told) }).toEqual({ exit: 1, refused: expected })
})

test("another's name, and what no role allows, name the DFSP's own lines", async () => {
  expect(refusing(await explain({ 'fspiop-source': 'bluebank' }))[0]?.[0]).toBe('fspiop-source')
  expect(refusing(await explain({ method: 'DELETE' }))[0]?.slice(0, 2)).toEqual([
    'role',
    `dfsps/greenbank/dfsp.yaml:${linesOf('dfsps/greenbank/dfsp.yaml', 'roles:')}`,
  ])
})

test("the operator's deny list is named", async () => {
  writeFiles(dir, [['deny.lst', '# night\n198.51.100.16/29\n']])

  expect(refusing(await explain({}, '--deny', 'deny.lst'))).toEqual([['denied-by-operator']])
})

test("a callback passes with the Hub's certificate for that DFSP, from the Hub's egress", async () => {
  const callback = ['explain', 'env', '--callback', 'greenbank', '--certificate', join('env', HUB_CLIENT), '--as-of', '2026-11-23T12:00:00Z']

  expect((await cli(dir, [...callback, '--source-ip', '192.0.2.20'])).exit).toBe(0)
  expect((await cli(dir, [...callback, '--source-ip', '192.0.2.21'])).out).toMatch(/NO {2}source-ip .*\n +hub\/endpoints[.]yaml:\d+:\d+\n/)
})
