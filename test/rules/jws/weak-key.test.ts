import { expect, it } from 'vitest'
import { parsePublicKeyPem } from '../../../src/pki/spki.ts'
import { findings, judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'
import { readVectorBytes, testWithVectors } from '../../support/vectors.ts'

const path = 'dfsps/greenbank/jws/2026-11.pem'

it.each(['rsa2048', 'rsa3072'] as const)('takes a %s key', (kind) => {
  expect(judge(['jws'], { [path]: testKey(kind).publicPem })).toEqual([])
})

it('refuses RSA with 1024 bits', () => {
  expect(judge(['jws'], { [path]: testKey('rsa1024').publicPem })).toEqual([`jws/weak-key ${path}`])
})

const published = testWithVectors('badkeys/rsa-ok.pem')
const messages = (name: string, more: Readonly<Record<string, string>> = {}): string[] =>
  findings(['jws'], { [path]: readVectorBytes(`badkeys/${name}`), ...more }).map(({ code, message }) => `${code} ${message}`)

published('names each kind of weak key that badkeys published, and takes the good one', () => {
  expect(messages('rsa-ok.pem')).toEqual([])
  expect(messages('rsa-roca.pem')).toEqual(['jws/weak-key RSA modulus has the fingerprint of ROCA (CVE-2017-15361); its primes can be computed.'])
  expect(messages('rsa-e1.pem')).toEqual(['jws/weak-key RSA key has the exponent 1, which encrypts nothing.'])
})

published("knows Debian's keys by a list", () => {
  const parsed = parsePublicKeyPem(readVectorBytes('badkeys/rsa-debianweak.pem'))
  const spki = parsed.ok ? parsed.facts.sha256 : ''
  expect(messages('rsa-debianweak.pem')).toEqual([])
  expect(messages('rsa-debianweak.pem', { 'blocked-keys.txt': `${spki}\n` })).toEqual([
    `jws/weak-key The key ${spki} is on the list of blocked keys; expected one that nobody else can know.`,
  ])
})
