import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { exportPkcs1, exportPkcs8, keyPair } from '../../src/pki/keys.ts'
import { findPrivateKeys } from '../../src/pki/private-key.ts'
import { testCa, testCsr, testKey } from '../support/pki.ts'
import { workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const rsa = testKey('rsa2048')
const ec = testKey('p256', 'ec')
const kinds = (content: string | Uint8Array) => findPrivateKeys(typeof content === 'string' ? Buffer.from(content, 'utf8') : content).map(({ kind }) => kind)
const der = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1') => new Uint8Array(key.export({ type: type as 'pkcs8', format: 'der' }))
const encrypted = rsa.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const wrapped = (bytes: Uint8Array) => base64(bytes).replace(/.{64}/g, '$&\n')

const tools = workshop()
afterAll(() => tools.close())

describe('found', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['PKCS#8 PEM', rsa.privatePem, 'PEM PRIVATE KEY'],
    ['PKCS#1 PEM', exportPkcs1(keyPair(rsa.privateKey)), 'PEM RSA PRIVATE KEY'],
    ['SEC1 PEM', ec.privateKey.export({ type: 'sec1', format: 'pem' }) as string, 'PEM EC PRIVATE KEY'],
    ['encrypted PEM', exportPkcs8(keyPair(rsa.privateKey), 'x'), 'PEM ENCRYPTED PRIVATE KEY'],
    ['PEM after a certificate', testCa().pem + ec.privatePem, 'PEM PRIVATE KEY'],
    ['PEM in JSON', JSON.stringify({ key: ec.privatePem }), 'PEM PRIVATE KEY'],
    ['PEM indented in YAML', `key: |\n${ec.privatePem.replace(/^/gm, '    ')}`, 'PEM PRIVATE KEY'],
    ['PEM in UTF-16', Buffer.from(ec.privatePem, 'utf16le'), 'PEM PRIVATE KEY'],
    ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----\n', 'PEM OPENSSH PRIVATE KEY'],
    ['SSH2', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n', 'PEM SSH2 ENCRYPTED PRIVATE KEY'],
    ['PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n', 'PEM PGP PRIVATE KEY'],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'PuTTY key'],
    ['PKCS#8 DER', der(rsa.privateKey, 'pkcs8'), 'PKCS#8'],
    ['Ed25519 DER', der(testKey('ed25519').privateKey, 'pkcs8'), 'PKCS#8'],
    ['PKCS#1 DER', der(rsa.privateKey, 'pkcs1'), 'PKCS#1 or DSA'],
    ['SEC1 DER', der(ec.privateKey, 'sec1'), 'SEC1'],
    ['encrypted DER', encrypted, 'encrypted PKCS#8'],
    ['DER behind something else', Buffer.concat([testCa().der, der(ec.privateKey, 'sec1')]), 'SEC1'],
    ['base64 without armour', wrapped(der(rsa.privateKey, 'pkcs8')), 'base64 of PKCS#8'],
    ['base64 on one line in YAML', `data:\n  key: ${base64(der(ec.privateKey, 'pkcs8'))}\n`, 'base64 of PKCS#8'],
    ['base64 of SEC1', base64(der(ec.privateKey, 'sec1')), 'base64 of SEC1'],
    ['base64 of encrypted', wrapped(encrypted), 'base64 of encrypted PKCS#8'],
    ['base64 of PEM', base64(Buffer.from(ec.privatePem)), 'base64 of PEM PRIVATE KEY'],
    ['base64url', Buffer.from(der(rsa.privateKey, 'pkcs1')).toString('base64url'), 'base64 of PKCS#1 or DSA'],
    ['hex', Buffer.from(der(ec.privateKey, 'pkcs8')).toString('hex'), 'hex of PKCS#8'],
    ['JWK', JSON.stringify(ec.privateKey.export({ format: 'jwk' })), 'JWK with d'],
    ['JWK with an escaped member', JSON.stringify(ec.privateKey.export({ format: 'jwk' })).replace('"d"', '"\\u0064"'), 'JWK with d'],
    ['JWK as YAML', `kty: EC\nd: ${ec.privateKey.export({ format: 'jwk' }).d}\n`, 'JWK with d'],
    ['symmetric JWK', JSON.stringify({ kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODw' }), 'JWK with k'],
  ])('%s', (_what, content, kind) => {
    expect(kinds(content)).toContain(kind)
  })

  test('the line is named', () => {
    expect(findPrivateKeys(Buffer.from(`# notes\n\n${ec.privatePem}`))[0]).toEqual({ kind: 'PEM PRIVATE KEY', line: 3 })
  })

  testWith('openssl')('PKCS#12 from openssl, binary and as base64', () => {
    tools.put('ec.key', ec.privatePem)
    tools.put('ec.pem', testCa({ key: ec }).pem)
    expect(tools.run('openssl', 'pkcs12', '-export', '-inkey', 'ec.key', '-in', 'ec.pem', '-passout', 'pass:x', '-out', 'ec.p12').ok).toBe(true)
    const p12 = readFileSync(`${tools.directory}/ec.p12`)
    expect(kinds(p12)).toContain('PKCS#12')
    expect(kinds(wrapped(p12))).toContain('base64 of PKCS#12')
  })

  testWith('keytool')('JKS from keytool', () => {
    const args = '-genkeypair -alias a -keyalg EC -dname CN=a -storetype JKS -keystore a.jks -storepass changeit -keypass changeit'
    expect(tools.run('keytool', ...args.split(' ')).ok).toBe(true)
    expect(kinds(readFileSync(`${tools.directory}/a.jks`))).toContain('Java key store (JKS)')
  })
})

test('any bytes give an answer, never a throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => Array.isArray(findPrivateKeys(bytes))))
  for (const run of ['M', 'MIII ', '3030 ', '0\x82', '-----BEGIN ', 'kty:d: '])
    expect(Array.isArray(findPrivateKeys(Buffer.from(run.repeat(10_000), 'latin1')))).toBe(true)
})

describe('not found', () => {
  const ca = testCa()
  test.each<[string, string | Uint8Array]>([
    ['certificates', ca.pem + ca.issue().pem],
    ['certificates in DER', ca.der],
    ['RSA certificates in DER', testCa({ key: rsa }).der],
    ['requests', testCsr({ key: rsa }).pem],
    ['requests in DER with an empty subject', testCsr({ subject: {} }).der],
    ['CRLs', ca.crl({ entries: [{ serial: '02', revokedAt: new Date('2026-11-19T00:00:00Z'), reason: null }] }).der],
    ['public keys', rsa.publicPem + ec.publicPem],
    ['public JWKs', JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'abcdefghijklmnopqrstuvwxyz', y: 'abcdefghijklmnopqrstuvwxyz', kid: 'd' }] })],
    ['prose about keys', '# Keys\nNever commit a private key. "BEGIN" means begin; d: see below.\n'],
    ['nothing', ''],
  ])('in %s', (_what, content) => {
    expect(kinds(content)).toEqual([])
  })
})
