import { expect, test } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const head = (files: Readonly<Record<string, string | null>>, actor = 1001) =>
  check(sampleEnvironment({ files }), { at: SAMPLE_AT, base: sampleEnvironment(), actor })
const repo = (files: Readonly<Record<string, string | null>>, actor?: number) =>
  head(files, actor)
    .findings.filter(({ code }) => code.startsWith('repo/'))
    .map(({ code, path }) => `${code} ${path}`)

test('issued/ and revoked/ only grow', () => {
  const path = [...sampleFiles().keys()].find((name) => /^issued\/certificates\/greenbank\/.*json$/.test(name)) ?? ''
  const key = [...sampleFiles().keys()].find((name) => name.startsWith('issued/keys/')) ?? ''
  expect(repo({ [path]: null }, 2001)).toEqual([`repo/append-only ${path}`])
  expect(repo({ [path]: text(path).replace('"pullRequest": null', '"pullRequest": 8') }, 2001)).toEqual([`repo/append-only ${path}`])
  expect(repo({ [key]: null }, 2001)).toEqual([`repo/append-only ${key}`])
  expect(repo({ 'issued/crl/clients.pem': text('hub/crl/servers.pem') }, 2001)).toEqual([])
  expect(repo({ 'issued/crl/clients.pem': null }, 2001)).toEqual(['repo/append-only issued/crl/clients.pem'])
})

test('a revocation stays as it is', () => {
  const path = `revoked/${'4A'.repeat(16)}.yaml`
  const files = { [path]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }
  const codes = (after: Readonly<Record<string, string | null>>) =>
    check(sampleEnvironment({ files: after }), { at: SAMPLE_AT, base: sampleEnvironment({ files }), actor: 2001 }).findings.filter(
      ({ code }) => code === 'repo/append-only',
    ).length
  expect([codes(files), codes({}), codes({ [path]: 'reason: unspecified\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })]).toEqual([0, 1, 1])
})

test('only a record that is intended becomes another, and it alone', () => {
  const [one = '', other = ''] = [...sampleFiles().keys()].filter((name) => /^issued\/certificates\/.*json$/.test(name))
  const intended = { [one]: text(one).replace('"issued"', '"intended"') }
  expect(intended[one]).not.toBe(text(one))
  const blamed = (after: Readonly<Record<string, string | null>>) =>
    check(sampleEnvironment({ files: { ...intended, ...after } }), {
      at: SAMPLE_AT,
      base: sampleEnvironment({ files: intended }),
      actor: 2001,
    }).findings.flatMap(({ code, path, message }) => (code === 'repo/append-only' ? [[path, message]] : []))
  expect(blamed({ [one]: text(one) })).toEqual([])
  expect(blamed({ [one]: null })).toEqual([[one, 'this is removed; what is under issued/ and revoked/ stays for ever']])
  expect(blamed({ [other]: text(other).replace('"pullRequest": null', '"pullRequest": 8') })).toEqual([
    [other, 'this is changed; what is under issued/ and revoked/ stays as it is'],
  ])
})

test('a certificate and a key stay as they are, whatever their record says', () => {
  const paths = [...sampleFiles().keys()].filter((name) => /^issued\/(certificates\/greenbank\/.*pem|keys\/.*)$/.test(name))
  expect(paths.map((path) => repo({ [path]: `${text(path)}\n` }, 2001).includes(`repo/append-only ${path}`))).toEqual(paths.map(() => true))
})
