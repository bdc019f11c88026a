import { describe, expect, test } from 'vitest'
import type { NameInput } from '../../src/pki/build-extensions.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { coversName, isDnsName, isDnsPattern, isMailbox, matchesHost, nameProblem, strayCommonName } from '../../src/pki/host-name.ts'
import { testCa } from '../support/pki.ts'

const ca = testCa()
const certificate = (names: readonly NameInput[], commonName = 'greenbank') => {
  const parsed = parseCertificate(ca.issue({ names, subject: { CN: commonName } }).der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

describe('host names', () => {
  test.each([
    ['bank.example', 'bank.example', true],
    ['BANK.example', 'bank.EXAMPLE', true],
    ['*.bank.example', 'a.bank.example', true],
    ['*.bank.example', 'bank.example', false],
    ['*.bank.example', 'a.b.bank.example', false],
    ['a*.bank.example', 'ab.bank.example', false],
    ['a.*.example', 'a.b.example', false],
    ['*', 'bank', false],
    ['*.example', 'bank.example', false],
    ['bank.example', 'notbank.example', false],
    ['bank.example', 'bank.example.', false],
    ['192.0.2.1', '192.0.2.1', false],
    ['a_b.example', 'a_b.example', false],
  ])('%s for %s: %s', (pattern, host, expected) => {
    expect(matchesHost(pattern, host)).toBe(expected)
  })

  test('patterns and mailboxes have a form', () => {
    expect(['*.a.example', 'a.example', 'xn--bcher-kva.example'].every(isDnsPattern)).toBe(true)
    expect(['', '.a', 'a.', 'a..b', '-a.b', '*', '*.com', 'bücher.example', 'a b', '*.*.a.b', 'a'.repeat(64)].some(isDnsPattern)).toBe(false)
    expect(isMailbox('a@b.example') && isMailbox('*@b.example')).toBe(true)
    expect(['a', 'ab', '@b', 'a@', 'a@b@c', 'a@.b', 'a b@c'].some(isMailbox)).toBe(false)
  })
})

test('a host name has 253 characters at most', () => {
  const labels = `${'a'.repeat(63)}.`.repeat(3)
  expect(isDnsName(labels + 'a'.repeat(61))).toBe(true)
  expect(isDnsName(labels + 'a'.repeat(62))).toBe(false)
})

describe('what is wrong with a name, whatever it is for', () => {
  test.each<[Parameters<typeof nameProblem>[0], string | null]>([
    [{ kind: 'dns', value: 'a b' }, 'dNSName "a b" is not a host name'],
    [{ kind: 'email', value: 'nobody' }, 'rfc822Name "nobody" is not a mailbox'],
    [{ kind: 'email', value: 'a@b.example' }, null],
    [{ kind: 'uri', value: 'spiffe://b.example/x' }, null],
    [{ kind: 'uri', value: ' urn:x' }, 'URI " urn:x" has no scheme'],
    [{ kind: 'uri', value: 'urn:x y' }, 'URI "urn:x y" has no scheme'],
    [{ kind: 'ip', bytes: new Uint8Array(5), value: '' }, 'iPAddress has 5 octets; expected 4 or 16'],
    [{ kind: 'other', tag: 8, der: new Uint8Array() }, null],
  ])('%j', (name, problem) => {
    expect(nameProblem(name)).toBe(problem)
  })
})

describe('what a certificate covers', () => {
  const names: readonly NameInput[] = [
    { kind: 'dns', value: 'bank.example' },
    { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
    { kind: 'ip', bytes: Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
    { kind: 'email', value: 'Ops@bank.example' },
    { kind: 'email', value: 'two words@bank.example' },
    { kind: 'uri', value: 'mailto:Ops@bank.example' },
  ]
  test.each<['dns' | 'ip' | 'email', string, boolean]>([
    ['dns', 'bank.example', true],
    ['dns', 'greenbank', false],
    ['dns', '192.0.2.1', false],
    ['ip', '192.0.2.1', true],
    ['ip', '192.0.2.2', false],
    ['ip', '2001:db8::1', true],
    ['ip', '192.0.02.1', false],
    ['ip', 'bank.example', false],
    ['email', 'Ops@BANK.example', true],
    ['email', 'ops@bank.example', false],
    ['email', 'Ops@other.example', false],
    ['email', 'Ops@bank.example@other.example', false],
    ['email', 'two words@bank.example', false],
    ['email', 'mailto:Ops@bank.example', false],
  ])('%s %s: %s', (kind, value, expected) => {
    expect(coversName(certificate(names), { kind, value })).toBe(expected)
  })

  test('nothing without a subject alternative name, whatever the common name says', () => {
    expect(coversName(certificate([], 'bank.example'), { kind: 'dns', value: 'bank.example' })).toBe(false)
  })
})

describe('a common name that contradicts the names', () => {
  const dns: readonly NameInput[] = [{ kind: 'dns', value: 'a.bank.example' }]
  const ip: readonly NameInput[] = [{ kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) }]
  test.each<[string, readonly NameInput[], string | null]>([
    ['a.bank.example', dns, null],
    ['bank.example', dns, null],
    ['Green Bank Ltd.', dns, null],
    ['greenbank', dns, null],
    ['other.example', dns, 'other.example'],
    ['A.bank.example', dns, 'A.bank.example'],
    ['other.example', ip, null],
    ['192.0.2.1', ip, null],
    ['192.0.2.2', ip, '192.0.2.2'],
    ['0xc0000201', ip, '0xc0000201'],
    ['192.0.002.1', ip, '192.0.002.1'],
    ['0xc0.0xa8.2.1', ip, '0xc0.0xa8.2.1'],
    ['2.1', ip, '2.1'],
    [':12', ip, ':12'],
    ['1:22:3', ip, '1:22:3'],
    ['other.example', [], null],
    [`${'a.'.repeat(30_000)}@`, dns, null],
    [`${':'.repeat(60_000)}!`, ip, null],
  ])('%s with %j: %s', (commonName, names, expected) => {
    expect(strayCommonName(certificate(names, commonName))).toBe(expected)
  })
})

test('only the common name is held against the names', () => {
  const parsed = parseCertificate(ca.issue({ names: [{ kind: 'dns', value: 'a.bank.example' }], subject: { O: 'other.example', CN: 'greenbank' } }).der)
  expect(parsed.ok && strayCommonName(parsed.facts)).toBeNull()
})
