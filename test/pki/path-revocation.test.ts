import { describe, expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { concat, element, time } from '../../src/pki/der-write.ts'
import { validatePath } from '../../src/pki/path.ts'
import { TEST_NOW, testCa, testKey } from '../support/pki.ts'
import { rawCrl } from '../support/raw-crl.ts'

const root = testCa({ subject: { CN: 'root' } })
const leaf = root.issue({ subject: { CN: 'leaf' } })
const past = new Date('2026-06-01T00:00:00Z')
const revoked = (reason: 'keyCompromise' | null) => ({ entries: [{ serial: leaf.serial, revokedAt: past, reason }] })

function messages(crls: readonly Uint8Array[], { at = TEST_NOW, path = [leaf, root] } = {}): readonly string[] {
  const ders = path.map(({ der }) => der)
  const result = validatePath({ leaf: ders[0] as Uint8Array, untrusted: [], anchors: ders.slice(1), crls, purpose: 'server', at })
  return result.ok ? [] : result.problems.map(({ message }) => message)
}

test('a revocation is told with its instant and reason', () => {
  expect(messages([root.crl(revoked('keyCompromise')).der])).toEqual(['"CN=leaf" was revoked at 2026-06-01T00:00:00.000Z (keyCompromise).'])
  expect(messages([root.crl(revoked(null)).der])).toEqual(['"CN=leaf" was revoked at 2026-06-01T00:00:00.000Z (no reason given).'])
})

test('it counts in whichever current CRL it stands', () => {
  expect(messages([root.crl().der, root.crl(revoked(null)).der])).toHaveLength(1)
  expect(messages([root.crl(revoked(null)).der, root.crl().der])).toHaveLength(1)
})

describe('a CRL says nothing, and the message says why', () => {
  const generalized = (text: string): Uint8Array => element(0x18, new TextEncoder().encode(text))
  const at = time(new Date('2026-11-20T00:00:00Z'))
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    [
      'with an extension that is not processed',
      rawCrl(root, { extensions: [build.extension('1.2.3.4', true, at)] }).der,
      'its extension 1.2.3.4 is not processed here',
    ],
    ['without number', rawCrl(root, { number: new Uint8Array() }).der, 'it has no CRL number'],
    ['without an end', rawCrl(root, { times: at }).der, 'it does not say when the next one comes'],
    ['from the future', root.crl({ thisUpdate: new Date('2026-11-24T00:00:00Z') }).der, 'it is valid only from 2026-11-24T00:00:00.000Z'],
    ['that has expired', root.crl({ nextUpdate: past }).der, 'it expired at 2026-06-01T00:00:00.000Z'],
    ['by another key', root.crl({ key: testKey() }).der, 'its signature does not verify under "CN=root"'],
  ]
  test.each(cases)('%s', (_what, crl, why) => {
    expect(messages([crl])).toEqual([`No current CRL of "CN=root" covers "CN=leaf": ${why}.`])
  })

  test('none at all', () => {
    expect(messages([])).toEqual(['No current CRL of "CN=root" covers "CN=leaf".'])
  })

  test('but a time in the other format is only its maker’s fault', () => {
    expect(messages([rawCrl(root, { times: concat([generalized('20261120000000Z'), generalized('20261220000000Z')]) }).der])).toEqual([])
  })
})

test('its first and its last second count', () => {
  const crl = root.crl({ thisUpdate: new Date('2026-11-20T00:00:00Z'), nextUpdate: new Date('2026-12-20T00:00:00Z') }).der
  for (const instant of ['2026-11-20T00:00:00.000Z', '2026-12-20T00:00:00.999Z']) expect(messages([crl], { at: new Date(instant) })).toEqual([])
})

describe('the issuer’s key usage', () => {
  const own = [build.basicConstraints({ pathLength: null }), build.subjectKeyIdentifier(Uint8Array.of(1))]
  const issuer = (...extensions: readonly Uint8Array[]) => testCa({ subject: { CN: 'root' }, extensions: [...own, ...extensions] })
  test('must include cRLSign, where there is one', () => {
    const [mute, free] = [issuer(build.keyUsage('keyCertSign')), issuer()]
    const of = (ca: typeof mute) => messages([ca.crl().der], { path: [ca.issue({ subject: { CN: 'leaf' } }), ca] })
    expect(of(mute)).toEqual(['No current CRL of "CN=root" covers "CN=leaf": the key usage of "CN=root" does not include cRLSign.'])
    expect(of(free)).toEqual([])
  })
})

test('a CRL under another name does not count, though its key be the same', () => {
  const twin = testCa({ subject: { CN: 'twin' }, key: root.key })
  expect(messages([twin.crl().der])).toEqual(['No current CRL of "CN=root" covers "CN=leaf".'])
})
