import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/jws/2026-11.pem'

it('takes RSA where the policy has RS256', () => {
  expect(judge(['jws'], { [path]: testKey('rsa2048').publicPem })).toEqual([])
})

it('refuses EC there, and takes it where the policy has ES256', () => {
  const { policy } = defaultSettings
  const settings = { ...defaultSettings, policy: { ...policy, jws: { ...policy.jws, algorithms: ['RS256' as const, 'ES256' as const] } } }
  expect(judge(['jws'], { [path]: testKey('p256').publicPem })).toEqual([`jws/algorithm ${path}`])
  expect(judge(['jws'], { [path]: testKey('p256').publicPem }, { settings })).toEqual([])
  expect(judge(['jws'], { [path]: testKey('p384').publicPem }, { settings })).toEqual([`jws/algorithm ${path}`])
})

it('refuses Ed25519 whatever the key is for', () => {
  const officer = 'dfsps/greenbank/officers/anna.pem'
  expect(judge(['jws'], { [officer]: testKey('ed25519').publicPem })).toEqual([`jws/algorithm ${officer}`])
  expect(judge(['jws'], { [officer]: testKey('p256').publicPem })).toEqual([])
})

it("refuses a key of the token issuer that does not fit its own file's algorithm", () => {
  const files = { 'hub/oauth/2026.pem': testKey('p256').publicPem, 'hub/oauth/2026.yaml': `kid: ${'a'.repeat(43)}\nalg: RS256\n` }
  expect(judge(['jws'], files)).toEqual(['jws/algorithm hub/oauth/2026.pem'])
  expect(judge(['jws'], { ...files, 'hub/oauth/2026.pem': testKey('rsa2048').publicPem })).toEqual([])
})
