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

/** 2001:db8::/112, but for the last octet of its mask. */
const v6 = [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(12).fill(0), ...new Array<number>(14).fill(255), 0]

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
    [email(''), email('a@bank.example'), true],
    [email('.bank.example'), email('somebody@far.away.other.example'), false],
    [uri(''), uri('https://bank.example'), true],
    [ip(...v6, 0), ip(...v6.slice(0, 16)), true],
    [ip(...v6, 0), ip(...v6.slice(0, 13), 1, 0, 0), false],
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
    ['a URI with a wildcard', uri('.bank.example'), uri('https://*.bank.example/')],
    ['a URI within another', uri('bank.example'), uri('urn:https://bank.example/')],
    ['a malformed host', dns('bank.example'), dns('.bank.example')],
    ['a kind that is not known', other, other],
  ])('%s', (_what, base, name) => {
    expect(permits(base, name)).toBe(false)
    expect(excludes(base, name)).toBe(true)
  })
})

describe('a constraint that cannot be read forbids every name', () => {
  test.each<[GeneralName, string]>([
    [ip(192, 0, 2, 0), 'an iPAddress constraint is not an address with a contiguous mask'],
    [ip(192, 0, 2, 255, 255, 0), 'an iPAddress constraint is not an address with a contiguous mask'],
    [dns('.bank.example'), 'the dns constraint ".bank.example" is malformed'],
    [uri('192.0.2.1'), 'the uri constraint "192.0.2.1" is malformed'],
    [uri('bank example'), 'the uri constraint "bank example" is malformed'],
    [email('bank example'), 'the email constraint "bank example" is malformed'],
  ])('%j', (base, problem) => {
    expect(constraintProblem({ permitted: [{ base: cn('a') }], excluded: [{ base }] }, [email('a@b.example')], unlimited)).toBe(problem)
  })
})

test('what a name fails is said', () => {
  const problem = (permitted: GeneralName, name: GeneralName) => constraintProblem({ permitted: [{ base: permitted }], excluded: [] }, [name], unlimited)
  expect(problem(dns('a.example'), dns('b.example'))).toBe('dns "b.example" is not in any permitted subtree')
  expect(problem(cn('a'), cn('b'))).toBe('name "CN=b" is not in any permitted subtree')
  expect(problem(other, other)).toBe('a name of kind 8 is of a kind that is constrained but cannot be compared')
  expect(problem(uri('a.example'), uri('urn:a'))).toBe('uri "urn:a" has no host, and URIs are constrained')
  expect(problem(dns('a.example'), dns('a..example'))).toBe('dns "a..example" is malformed and constrained')
})

test('one of several permitted subtrees is enough, every excluded one counts', () => {
  const bases = [{ base: dns('a.example') }, { base: dns('b.example') }]
  expect(constraintProblem({ permitted: bases, excluded: [] }, [dns('x.b.example')], unlimited)).toBeNull()
  expect(constraintProblem({ permitted: [], excluded: bases }, [dns('x.b.example')], unlimited)).toBe('dns "x.b.example" is excluded')
  expect(permits(cn('a', 'b'), cn('a', 'c'))).toBe(false)
})

test('names of a kind that is not constrained are free, and excluded wins over permitted', () => {
  expect(permits(dns('bank.example'), email('a@other.example'))).toBe(true)
  expect(permits(other, dns('a.example'))).toBe(true)
  expect(permits(other, { ...other, tag: 5 })).toBe(true)
  expect(excludes(dns('a.example'), other)).toBe(false)
  expect(permits(dns('bank.example'), email('no mailbox'))).toBe(true)
  expect(
    constraintProblem({ permitted: [{ base: dns('bank.example') }], excluded: [{ base: dns('bank.example') }] }, [dns('bank.example')], unlimited),
  ).toContain('is excluded')
})

test('too many comparisons are refused', () => {
  expect(constraintProblem({ permitted: [{ base: dns('bank.example') }], excluded: [] }, [dns('bank.example')], { spend: () => false })).toContain('too many')
})
