import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { validatorOf } from '../../src/stages/load/schema-validators.ts'

const schema = JSON.parse(await readFile(new URL('../../schemas/environment.schema.json', import.meta.url), 'utf8'))

const takes = (signer: unknown): boolean => Boolean(validatorOf('environment')({ ...structuredClone(schema.examples[0]), signers: { clients: signer } }))

const pkcs11 = { kind: 'pkcs11', module: '/usr/lib/softhsm/libsofthsm2.so', token: 'muhuri', key: 'clients' }
const vault = { kind: 'vault', address: 'https://vault.pilot.example:8200', mount: 'transit', key: 'clients' }

test.each([
  ['a file', { kind: 'file' }],
  ['a token', pkcs11],
  ['a token with a label of 32 characters', { ...pkcs11, token: 't'.repeat(32) }],
  ['a transit key', vault],
  ['a mount of several segments', { ...vault, mount: 'ca/pilot/transit' }],
  ['a server by address', { ...vault, address: 'https://[2001:db8::1]:8200' }],
  ['a server on this machine', { ...vault, address: 'http://127.0.0.1:8200' }],
  ['an agent on this machine', { ...vault, address: 'http://[::1]' }],
])('%s may sign', (_what, signer) => {
  expect(takes(signer)).toBe(true)
})

test.each([
  ['a kind that is none', { kind: 'kms', key: 'clients' }],
  ['no kind', { module: pkcs11.module, token: 'muhuri', key: 'clients' }],
  ['a file with a path', { kind: 'file', path: '/keys/clients.key' }],
  ['a PIN in the settings', { ...pkcs11, pin: '1234' }],
  ['a token in the settings', { ...vault, token: 'hvs.x' }],
  ['no label of the key', { kind: 'pkcs11', module: pkcs11.module, token: 'muhuri' }],
  ['a module that is looked for', { ...pkcs11, module: 'libsofthsm2.so' }],
  ['a label that no token can have', { ...pkcs11, token: 't'.repeat(33) }],
  ['http to another machine', { ...vault, address: 'http://vault.pilot.example:8200' }],
  ['http to what only begins as this machine', { ...vault, address: 'http://127.0.0.1.pilot.example' }],
  ['an address with a password', { ...vault, address: 'https://user:word@vault.pilot.example' }],
  ['an address with a path', { ...vault, address: 'https://vault.pilot.example/v1' }],
  ['a mount that leads elsewhere', { ...vault, mount: 'transit/../sys' }],
  ['a key with a slash', { ...vault, key: 'a/b' }],
])('%s is refused', (_what, signer) => {
  expect(takes(signer)).toBe(false)
})
