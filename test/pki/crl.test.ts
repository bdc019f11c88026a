import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { buildTbsCrl, type CrlFields } from '../../src/pki/build-crl.ts'
import { extension } from '../../src/pki/build-extensions.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { parseCrl, parseCrlPem, parseCrlsPem } from '../../src/pki/crl.ts'
import { encoding, readDer } from '../../src/pki/der.ts'
import { concat, element, integer, sequence } from '../../src/pki/der-write.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../../src/pki/revocation-reason.ts'
import { crlSignedBy } from '../../src/pki/verify.ts'
import { algorithmDer, testCa, testKey } from '../support/pki.ts'
import { rawCrl, rawEntry } from '../support/raw-crl.ts'
import { workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const ca = testCa()
const at = new Date('2026-11-19T00:00:00Z')
const tools = workshop()
afterAll(() => tools.close())

const facts = (der: Uint8Array) => {
  const parsed = parseCrl(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const issuer = () => {
  const parsed = parseCertificate(ca.der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

test('what is built is read again', () => {
  const reasons = (Object.keys(REVOCATION_REASONS) as RevocationReason[]).filter((reason) => reason !== 'removeFromCRL')
  const entries = reasons.map((reason, i) => ({ serial: `80${i.toString(16).padStart(2, '0').toUpperCase()}`, revokedAt: at, reason }))
  const crl = facts(ca.crl({ number: 2n ** 70n, entries }).der)
  expect(crl).toMatchObject({
    number: 2n ** 70n,
    defects: [],
    authorityKeyIdentifier: ca.keyIdentifier,
    thisUpdate: new Date('2026-11-20T00:00:00Z'),
    nextUpdate: new Date('2026-12-20T00:00:00Z'),
  })
  expect([...crl.entries.values()]).toEqual(entries.map((entry) => ({ ...entry, reason: entry.reason === 'unspecified' ? null : entry.reason })))
  expect(crlSignedBy(crl, issuer())).toBe(true)
})

test('an empty one has no list of entries, and a signature by another key is not accepted', () => {
  const crl = facts(ca.crl({ key: testKey() }).der)
  expect(crl).toMatchObject({ entries: new Map(), defects: [] })
  expect(crlSignedBy(crl, issuer())).toBe(false)
  expect(crlSignedBy(facts(ca.crl({ tamperSignature: true }).der), issuer())).toBe(false)
})

test('the order of entries makes no difference', () => {
  const fields: CrlFields = {
    algorithm: 'ecdsa-with-SHA256',
    issuer: ca.subject,
    keyIdentifier: ca.keyIdentifier,
    number: 1n,
    thisUpdate: at,
    nextUpdate: at,
    entries: [],
  }
  const entries = ['0A', 'FF00', '01'].map((serial) => ({ serial, revokedAt: at, reason: null }))
  expect(buildTbsCrl({ ...fields, entries })).toEqual(buildTbsCrl({ ...fields, entries: entries.toReversed() }))
})

test('twenty thousand entries are read back', () => {
  const entries = Array.from({ length: 20_000 }, (_, i) => ({
    serial: (i + 0x100000).toString(16).toUpperCase(),
    revokedAt: at,
    reason: 'superseded' as const,
  }))
  expect(facts(ca.crl({ entries }).der).entries.size).toBe(20_000)
})

describe('wrong files', () => {
  test('bytes after the end, two blocks, another label, nothing', () => {
    const { pem, der } = ca.crl()
    expect(parseCrl(Uint8Array.from([...der, 0]))).toMatchObject({ ok: false, reason: 'extra-data' })
    expect(parseCrlPem(Buffer.from(pem + pem))).toMatchObject({ ok: false, reason: 'extra-data' })
    expect(parseCrlPem(Buffer.from(ca.pem))).toMatchObject({ ok: false, reason: 'unreadable' })
    expect(parseCrlPem(Buffer.from(''))).toMatchObject({ ok: false, reason: 'unreadable' })
    expect(parseCrlPem(Buffer.from(pem))).toMatchObject({ ok: true, canonical: true })
  })

  test('several are given in file order, with their lines; one that cannot be read is named by its own', () => {
    const [first, second] = [ca.crl({ number: 1n }).pem, ca.crl({ number: 2n }).pem]
    const lines = [1, first.split('\n').length]
    const both = parseCrlsPem(Buffer.from(first + second), { max: 2 })
    expect(both).toMatchObject({ ok: true, facts: [{ number: 1n }, { number: 2n }], lines })
    const broken = second.replace(/\n[^-]+\n-/, '\nMAA=\n-')
    expect(parseCrlsPem(Buffer.from(first + broken), { max: 2 })).toMatchObject({ ok: false, reason: 'unreadable', line: lines[1] })
    expect(parseCrlPem(Buffer.from(first))).toMatchObject({ ok: true, facts: { number: 1n } })
  })

  test('a serial twice is a defect', () => {
    const entry = { serial: '0A', revokedAt: at, reason: null }
    expect(facts(ca.crl({ entries: [entry, entry] }).der).defects).toEqual(['serial 0A is listed twice'])
  })

  test('the serial number 0 is listed as it stands', () => {
    expect([...facts(rawCrl(ca, { entries: [rawEntry('00')] }).der).entries.keys()]).toEqual(['00'])
  })

  const children = (tbs: Uint8Array) => readDer(tbs).children.map(encoding)
  const generalized = element(0x18, new TextEncoder().encode('20261120000000Z'))
  const early = 'GeneralizedTime is used for the year 2026; up to 2049 it must be UTCTime'
  test.each<[string, Uint8Array, readonly string[]]>([
    ['two signature algorithms', ca.crl({ outerAlgorithm: algorithmDer('ecdsa-with-SHA384') }).der, ['the two signature algorithms of the CRL differ']],
    ['no version', ca.crl({ tamperTbs: (tbs) => sequence(...children(tbs).slice(1)) }).der, ['the CRL is not version 2']],
    ['version 1', ca.crl({ tamperTbs: (tbs) => sequence(integer(0), ...children(tbs).slice(1)) }).der, ['the CRL is not version 2']],
    ['times in the other format', rawCrl(ca, { times: concat([generalized, generalized]) }).der, [early, early]],
    [
      'a number that is none',
      rawCrl(ca, { number: extension('2.5.29.20', false, sequence()) }).der,
      ['an extension of the CRL does not decode: Expected an INTEGER.'],
    ],
  ])('with %s it is read, and that is a defect', (_what, der, defects) => {
    expect(facts(der).defects).toEqual(defects)
  })

  test('without extensions it has neither number nor key identifier', () => {
    const bare = facts(ca.crl({ tamperTbs: (tbs) => sequence(...children(tbs).slice(0, -1)) }).der)
    expect(bare).toMatchObject({ number: null, authorityKeyIdentifier: null, extensions: [], defects: [] })
  })

  test('a flipped bit gives facts or a failure, never a throw', () => {
    const { der } = ca.crl({ entries: [{ serial: '0A', revokedAt: at, reason: 'keyCompromise' }] })
    fc.assert(
      fc.property(fc.nat(der.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(der)
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(typeof parseCrl(changed).ok).toBe('boolean')
      }),
      { numRuns: 1000 },
    )
  })
})

testWith('openssl')('openssl reads it, verifies it, and refuses what is on it', () => {
  const leaf = ca.issue()
  tools.put('ca.pem', ca.pem)
  tools.put('leaf.pem', leaf.pem)
  tools.put('good.crl', ca.crl().pem)
  tools.put('bad.crl', ca.crl({ entries: [{ serial: leaf.serial, revokedAt: at, reason: 'keyCompromise' }] }).pem)
  const verify = (crl: string) => tools.run('openssl', 'verify', '-attime', '1795435200', '-crl_check', '-CRLfile', crl, '-CAfile', 'ca.pem', 'leaf.pem')
  expect(tools.run('openssl', 'crl', '-in', 'bad.crl', '-noout', '-text').output).toContain('Key Compromise')
  expect(verify('good.crl').ok).toBe(true)
  expect(verify('bad.crl').output).toContain('certificate revoked')
})
