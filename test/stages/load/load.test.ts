import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { readJson } from '../../../src/stages/load/read-json.ts'
import { readYaml } from '../../../src/stages/load/read-yaml.ts'
import { load } from '../../../src/stages/load.ts'
import { SAMPLE_AT, sampleEnvironment, sampleFiles, sampleTree } from '../../support/environment.ts'

test('the sample is clean under check but for what is not confirmed or proven', () => {
  const { findings, verdict } = check(sampleEnvironment(), { at: SAMPLE_AT })
  const others = findings.filter(({ code }) => code !== 'proof/missing')
  expect(findings.every(({ severity }) => severity === 'notice')).toBe(true)
  expect([verdict, others.map(({ code, severity, path }) => `${severity} ${code} ${path}`)]).toEqual([
    'pass',
    ['notice access/unconfirmed dfsps/bluebank/dfsp.yaml', 'notice access/unconfirmed dfsps/greenbank/dfsp.yaml'],
  ])
})

test('every file of the sample is somewhere in the environment', () => {
  const environment = sampleEnvironment()
  const paths = new Set<string>()
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect)
    else if (typeof value === 'object' && value !== null && 'path' in value && 'sha256' in value && typeof value.path === 'string') paths.add(value.path)
    else if (typeof value === 'object' && value !== null && !(value instanceof Set)) Object.values(value).forEach(collect)
  }
  collect({ ...environment, tree: null })
  expect([...paths].sort()).toEqual([...sampleFiles().keys()].sort())
})

test('the order of the entries does not count', () => {
  const tree = sampleTree()
  const shuffled = { ...tree, entries: [...tree.entries].sort((a, b) => (a.path.split('').reverse().join('') < b.path.split('').reverse().join('') ? -1 : 1)) }
  const [one, other] = [load(tree), load(shuffled)].map((environment) =>
    JSON.stringify(environment, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  )
  expect(one === other).toBe(true)
})

test('a broken artefact is said where it stands, and the others are read', () => {
  const greenbank = sampleEnvironment({ files: { 'dfsps/greenbank/ca/root.pem': 'hello\n', 'dfsps/greenbank/server/2026-11.pem': '' } }).dfsps.find(
    ({ id }) => id === 'greenbank',
  )
  expect([greenbank?.ca[0]?.parsed.ok, greenbank?.server[0]?.parsed.ok, greenbank?.client[0]?.parsed.ok]).toEqual([false, false, true])
})

test('a JWS key may be an X.509 certificate, of which the key is taken', () => {
  const certificate = sampleFiles().get('dfsps/greenbank/server/2026-11.pem') ?? ''
  const greenbank = sampleEnvironment({ files: { 'dfsps/greenbank/jws/next.pem': certificate } }).dfsps.find(({ id }) => id === 'greenbank')
  const [server] = greenbank?.server ?? []
  const next = greenbank?.jws.find(({ name }) => name === 'next')
  expect(next?.parsed.ok && next.parsed.facts.sha256).toBe(server?.parsed.ok && server.parsed.facts[0].publicKey.sha256)
})

test('values say where they stand', () => {
  const endpoints = sampleEnvironment().dfsps[1]?.endpoints
  const places = [['egress', 0, 'cidr'], ['egress', 0], ['callbacks', 'base'], ['callbacks', 'addresses', 0], ['callbacks', 'nothing', 'here'], []].map(
    (pointer) => endpoints?.positionOf(pointer),
  )
  expect(places.map((place) => `${place?.line}:${place?.column}`)).toEqual(['2:13', '2:5', '4:9', '6:15', '4:3', '1:1'])
})

test('a field that was not written stands where its parent does', () => {
  const text = 'egress: []\ncallbacks:\n  base: https://a.example\n'
  const endpoints = sampleEnvironment({ files: { 'dfsps/greenbank/endpoints.yaml': text } }).dfsps.find(({ id }) => id === 'greenbank')?.endpoints
  expect([endpoints?.value?.callbacks.addresses, endpoints?.positionOf(['callbacks', 'addresses'])]).toEqual([[], { line: 3, column: 3 }])
})

test('any bytes in any file give findings, never a throw', () => {
  const paths = fc.constantFrom(...sampleFiles().keys())
  const soup = fc.array(
    fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '?',
      '[',
      ']',
      '{',
      '}',
      '&',
      '*',
      '!',
      '"',
      "'",
      '|',
      '>',
      '%',
      '#',
      ',',
      '\\',
      '\t',
      '\uFEFF',
      '<<',
      '---',
      '...',
      '-----BEGIN CERTIFICATE-----',
      '-----END CERTIFICATE-----',
      'MIIB',
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(
      paths,
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        soup.map((parts) => new TextEncoder().encode(parts.join(''))),
      ),
      (path, bytes) => {
        const environment = load({ commit: null, treeId: null, entries: [{ path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: 'main' }] })
        expect(environment.tree.entries).toHaveLength(1)
      },
    ),
    { numRuns: 300 },
  )
})

test('any text is YAML or is not, and any JSON value comes back as it is', () => {
  const safe = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__') && !JSON.stringify(value).includes('"<<"'))
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => typeof readYaml(text).ok === 'boolean'))
  fc.assert(
    fc.property(safe, (value) => {
      expect(readJson(`${JSON.stringify(value, null, 2)}\n`)).toEqual({ ok: true, mark: null, value: JSON.parse(JSON.stringify(value)) })
    }),
  )
})
