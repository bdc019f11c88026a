import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameConstraints } from '../../src/pki/build-extensions.ts'
import { validatePath } from '../../src/pki/path.ts'
import { TEST_NOW, testCa, testKey } from '../support/pki.ts'

/** Name constraints against a second statement of RFC 5280 §4.2.1.10, on whole paths, as BetterTLS asks: DNS and IP, permitted and excluded, on any CA. */

const key = testKey('p256', 'constraint oracle')
const rootKey = testKey('p256', 'constraint root')

interface Host {
  readonly dns: string
  readonly ip: readonly number[]
}
/** Networks are an address and how many of its bits count. */
interface Subtrees {
  readonly dns: readonly string[]
  readonly ip: readonly (readonly [address: readonly number[], bits: number])[]
}

const label = fc.constantFrom('a', 'b', 'ab', 'localhost', 'test')
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const address = fc.oneof(fc.tuple(fc.constantFrom(10, 127), fc.constantFrom(0, 1), fc.constant(0), fc.constantFrom(0, 1)))
const network = fc.tuple(address, fc.constantFrom(0, 1, 8, 15, 16, 31, 32))
const subtrees: fc.Arbitrary<Subtrees> = fc.record({ dns: fc.array(name, { maxLength: 2 }), ip: fc.array(network, { maxLength: 2 }) })

const masked = (octets: readonly number[], bits: number): string =>
  octets
    .map((octet) => octet.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, bits)
const isBelow = (host: string, base: string): boolean => {
  const [labels, of] = [host.split('.').reverse(), base.split('.').reverse()]
  return of.every((one, at) => labels[at] === one)
}

function oracle({ dns, ip }: Host, permitted: Subtrees, excluded: Subtrees): boolean {
  const dnsIn = (list: Subtrees): boolean => list.dns.some((base) => isBelow(dns, base))
  const ipIn = (list: Subtrees): boolean => list.ip.some(([base, bits]) => masked(ip, bits) === masked(base, bits))
  if (dnsIn(excluded) || ipIn(excluded)) return false
  return (permitted.dns.length === 0 || dnsIn(permitted)) && (permitted.ip.length === 0 || ipIn(permitted))
}

function written({ dns, ip }: Subtrees) {
  const mask = (bits: number): number[] => [0, 8, 16, 24].map((from) => 0xff & (0xff00 >> Math.max(0, Math.min(8, bits - from))))
  return [
    ...dns.map((value) => ({ kind: 'dns' as const, value })),
    ...ip.map(([base, bits]) => ({ kind: 'ip' as const, bytes: Uint8Array.from([...base, ...mask(bits)]) })),
  ]
}

const constraintsOf = (permitted: Subtrees, excluded: Subtrees): Uint8Array[] =>
  [permitted, excluded].every(({ dns, ip }) => dns.length + ip.length === 0)
    ? []
    : [nameConstraints({ permitted: written(permitted), excluded: written(excluded) })]

describe.each([
  ['the root', 0],
  ['the CA below it', 1],
])('constraints of %s', (_what, at) => {
  test('hold for exactly the names that they say', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.record({ dns: name, ip: address }), subtrees, subtrees, (host, permitted, excluded) => {
        const own = constraintsOf(permitted, excluded)
        const root = testCa({ key: rootKey, extraExtensions: at === 0 ? own : [] })
        const issuing = root.issueCa({ key, extraExtensions: at === 1 ? own : [] })
        const leaf = issuing.issue({
          key,
          names: [
            { kind: 'dns', value: host.dns },
            { kind: 'ip', bytes: Uint8Array.from(host.ip) },
          ],
        })
        const request = { leaf: leaf.der, untrusted: [issuing.der], anchors: [root.der], purpose: 'server' as const, at: TEST_NOW }
        const result = validatePath({ ...request, names: [{ kind: 'dns', value: host.dns }] })
        const expected = oracle(host, permitted, excluded)
        if (expected) accepted += 1
        expect(result.ok ? 'ok' : result.problems.map(({ code }) => code)).toEqual(expected ? 'ok' : ['name-constraints'])
      }),
      { numRuns: 400 },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})

test('among many issuers of one name the one whose constraints allow it is found, wherever it stands', () => {
  const root = testCa({ key: rootKey })
  const issuing = (allowed: string) => root.issueCa({ key, extraExtensions: [nameConstraints({ permitted: [{ kind: 'dns', value: allowed }], excluded: [] })] })
  const leaf = issuing('server.example').issue()
  const bad = Array.from({ length: 20 }, (_, index) => issuing(`other${index}.example`).der)
  for (const at of [0, 10, 20]) {
    const untrusted = [...bad.slice(0, at), issuing('example').der, ...bad.slice(at)]
    expect(validatePath({ leaf: leaf.der, untrusted, anchors: [root.der], purpose: 'server', at: TEST_NOW }).ok).toBe(true)
  }
  expect(validatePath({ leaf: leaf.der, untrusted: bad, anchors: [root.der], purpose: 'server', at: TEST_NOW })).toMatchObject({
    ok: false,
    problems: [{ code: 'name-constraints' }],
  })
})
