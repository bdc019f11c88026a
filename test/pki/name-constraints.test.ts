import { describe, expect, test } from 'vitest'
import { readDer } from '../../src/pki/der.ts'
import type { GeneralName } from '../../src/pki/facts.ts'
import { ipText } from '../../src/pki/general-name.ts'
import { readName, writeName } from '../../src/pki/name.ts'
import { constraintProblem } from '../../src/pki/name-constraints.ts'

const unlimited = { spend: () => true }
const dns = (value: string): GeneralName => ({ kind: 'dns', value })
const uri = (value: string): GeneralName => ({ kind: 'uri', value })
const email = (value: string): GeneralName => ({ kind: 'email', value })
const ip = (...octets: readonly number[]): GeneralName => ({ kind: 'ip', bytes: Uint8Array.from(octets), value: ipText(Uint8Array.from(octets)) })
const cn = (...values: readonly string[]): GeneralName => ({
  kind: 'directory',
  name: readName(readDer(writeName(values.map((value) => ({ type: 'CN', value }))))),
})
const other: GeneralName = { kind: 'other', tag: 8, der: Uint8Array.of(0x88, 0) }

const permits = (base: GeneralName, name: GeneralName) => constraintProblem({ permitted: [{ base }], excluded: [] }, [name], unlimited) === null
const excludes = (base: GeneralName, name: GeneralName) => constraintProblem({ permitted: [], excluded: [{ base }] }, [name], unlimited) !== null

describe('a name lies in a subtree', () => {
  test.each<[GeneralName, GeneralName, boolean]>([
    [dns('bank.example'), dns('bank.example'), true],
    [dns('bank.example'), dns('A.b.bank.EXAMPLE'), true],
    [dns('bank.example'), dns('notbank.example'), false],
    [dns('bank.example'), dns('*.bank.example'), true],
    [dns(''), dns('anything.example'), true],
    [uri('bank.example'), uri('spiffe://bank.example/dfsp/x'), true],
    [uri('bank.example'), uri('spiffe://BANK.example:8443/dfsp/x'), true],
    [uri('bank.example'), uri('spiffe://a.bank.example/dfsp/x'), false],
    [uri('.bank.example'), uri('https://a.bank.example'), true],
    [uri('.bank.example'), uri('https://bank.example'), false],
    [uri('bank.example'), uri('https://bank.example@evil.example/'), false],
    [email('bank.example'), email('a@bank.example'), true],
    [email('bank.example'), email('a@sub.bank.example'), false],
    [email('.bank.example'), email('a@sub.bank.example'), true],
    [email('a@bank.example'), email('a@BANK.example'), true],
    [email('a@bank.example'), email('A@bank.example'), false],
    [email('*@bank.example'), email('a@bank.example'), false],
    [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 2, 9), true],
    [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 3, 9), false],
    [ip(0, 0, 0, 0, 0, 0, 0, 0), ip(...new Array<number>(16).fill(1)), false],
    [cn('a'), cn('A', 'b'), true],
    [cn('a', 'b'), cn('a'), false],
  ])('%j has %j: %s', (base, name, expected) => {
    expect(permits(base, name)).toBe(expected)
    expect(excludes(base, name)).toBe(expected)
  })
})

describe('wildcards', () => {
  test('one that may stand for an excluded host is excluded', () => {
    expect(excludes(dns('bar.example.com'), dns('*.example.com'))).toBe(true)
    expect(excludes(dns('a.bar.example.com'), dns('*.example.com'))).toBe(false)
  })

  test('one that may stand for a host outside is not permitted', () => {
    expect(permits(dns('bar.example.com'), dns('*.example.com'))).toBe(false)
  })
})

describe('what cannot be compared is forbidden', () => {
  test.each<[string, GeneralName, GeneralName]>([
    ['a mask with holes', ip(192, 0, 2, 0, 255, 0, 255, 0), ip(192, 0, 2, 1)],
    ['an address where a network should be', ip(192, 0, 2, 0), ip(192, 0, 2, 0)],
    ['a network where an address should be', ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 2, 0, 255, 255, 255, 0)],
    ['a DNS constraint with a leading dot', dns('.bank.example'), dns('a.bank.example')],
    ['a mail constraint with two @', email('a@b@bank.example'), email('a@bank.example')],
    ['a URI constraint that is an address', uri('192.0.2.1'), uri('https://192.0.2.1/')],
    ['a URI without a host', uri('bank.example'), uri('urn:bank')],
    ['a URI with an address', uri(''), uri('https://192.0.2.1/')],
    ['a malformed host', dns('bank.example'), dns('.bank.example')],
    ['a kind that is not known', other, other],
  ])('%s', (_what, base, name) => {
    expect(permits(base, name)).toBe(false)
    expect(excludes(base, name)).toBe(true)
  })
})

test('names of a kind that is not constrained are free, and excluded wins over permitted', () => {
  expect(permits(dns('bank.example'), email('a@other.example'))).toBe(true)
  expect(permits(other, dns('a.example'))).toBe(true)
  expect(
    constraintProblem({ permitted: [{ base: dns('bank.example') }], excluded: [{ base: dns('bank.example') }] }, [dns('bank.example')], unlimited),
  ).toContain('is excluded')
})

test('too many comparisons are refused', () => {
  expect(constraintProblem({ permitted: [{ base: dns('bank.example') }], excluded: [] }, [dns('bank.example')], { spend: () => false })).toContain('too many')
})
