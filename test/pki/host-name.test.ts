import { describe, expect, test } from 'vitest'
import type { NameInput } from '../../src/pki/build-extensions.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { coversName, isDnsPattern, isMailbox, matchesHost, strayCommonName } from '../../src/pki/host-name.ts'
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
    expect(['a', '@b', 'a@', 'a@b@c', 'a@.b', 'a b@c'].some(isMailbox)).toBe(false)
  })
})

describe('what a certificate covers', () => {
  const names: readonly NameInput[] = [
    { kind: 'dns', value: 'bank.example' },
    { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
    { kind: 'ip', bytes: Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
    { kind: 'email', value: 'Ops@bank.example' },
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
    ['other.example', [], null],
    [`${'a.'.repeat(30_000)}@`, dns, null],
    [`${':'.repeat(60_000)}!`, ip, null],
  ])('%s with %j: %s', (commonName, names, expected) => {
    expect(strayCommonName(certificate(names, commonName))).toBe(expected)
  })
})
