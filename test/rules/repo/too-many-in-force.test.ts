import { describe, expect, it } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { revokedText } from '../../../src/stages/revoke.ts'
import { type FileContents, SAMPLE_AT, sampleEnvironment } from '../../support/environment.ts'
import { testCsr, testKey } from '../../support/pki.ts'
import { SAMPLE_SERIALS } from '../../support/sample-dfsp.ts'
import { fromHub } from '../../support/sample-issue.ts'
import { AT, signOnce, smallEnvironment } from '../../support/small-environment.ts'

const made = [0, 1, 2, 3].map((at) => testCsr({ key: testKey('p256', `many ${at}`) }).pem)
const csr = (at: number): string => made[at] ?? ''
/** So many more requests of greenbank's, which has one certificate. */
const requests = (count: number): FileContents => Object.fromEntries(Array.from({ length: count }, (_, at) => [`dfsps/greenbank/client/x${at}.csr`, csr(at)]))

const judged = (files: FileContents, base?: FileContents): string[] =>
  check(sampleEnvironment({ files }), { at: SAMPLE_AT, ...(base === undefined ? {} : { base: sampleEnvironment({ files: base }) }) })
    .findings.filter(({ path }) => path.includes('/client/') || path.startsWith('issued/certificates/'))
    .filter(({ code }) => code.startsWith('repo/'))
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`)

describe('repo/too-many, of client certificates', () => {
  it('takes three requests beside the certificate in force, and refuses the fourth', () => {
    expect(judged(requests(3))).toEqual([])
    expect(judged(requests(4))).toEqual(['error repo/too-many dfsps/greenbank/client/x3.csr'])
  })

  it('blames the newcomer where there is a base', () => {
    const { 'dfsps/greenbank/client/x0.csr': _, ...before } = requests(4)
    expect(judged(requests(4), before)).toEqual(['error repo/too-many dfsps/greenbank/client/x0.csr'])
  })

  it('is the one cause: nothing else is said of that request', () => {
    const files = { ...requests(3), 'dfsps/greenbank/client/x3.csr': testCsr({ key: testKey('rsa1024') }).pem }
    const { findings } = check(sampleEnvironment({ files }), { at: SAMPLE_AT })
    expect(findings.filter(({ path }) => path.endsWith('x3.csr')).map(({ code }) => code)).toEqual(['repo/too-many'])
  })

  it('does not count what is revoked', () => {
    const revocation = revokedText({ reason: 'superseded', at: SAMPLE_AT, by: 'greenbank' })
    expect(judged({ ...requests(4), [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: revocation })).toEqual([])
  })

  it('does not count what has run out, and counts two certificates of one key once', () => {
    const issued = (name: string, options: Parameters<typeof fromHub>[0]): FileContents => ({ [`issued/certificates/greenbank/${name}.pem`]: fromHub(options) })
    const over = issued('old.0A01', { serial: '0A01', notAfter: new Date('2026-11-20T00:00:00Z') })
    const twice = [1, 2].map((at) => issued(`again.0B0${at}`, { serial: `0B0${at}`, key: testKey('p256', 'many 0') }))
    expect(judged({ ...requests(3), ...over, ...twice[0], ...twice[1] })).toEqual([])
    expect(judged({ ...requests(4), ...over, ...twice[0], ...twice[1] })).toEqual(['error repo/too-many dfsps/greenbank/client/x3.csr'])
  })

  it('names the fifth certificate in force, if there is one', () => {
    const held = [1, 2, 3, 4].map((at) => [
      `issued/certificates/greenbank/more.0C0${at}.pem`,
      fromHub({ serial: `0C0${at}`, key: testKey('p256', `held ${at}`), notBefore: new Date(`2026-11-1${at}T00:00:00Z`) }),
    ])
    expect(judged(Object.fromEntries(held))).toEqual(['error repo/too-many issued/certificates/greenbank/more.0C04.pem'])
  })

  it('keeps the fifth from being signed, and the first four not', async () => {
    const small = await smallEnvironment()
    for (let at = 0; at < 4; at += 1) small.folder.contents.set(`dfsps/greenbank/client/x${at}.csr`, csr(at))
    const { issued, refused } = await signOnce(small)
    expect(issued.length).toBe(4)
    expect(refused).toMatchObject([{ dfsp: 'greenbank', code: 'repo/too-many', path: 'dfsps/greenbank/client/x3.csr' }])
    // Once the certificates run out, its turn comes.
    const later = await signOnce(small, { at: new Date(AT.getTime() + 398 * 86_400_000) })
    expect(later.refused.filter(({ code }) => code === 'repo/too-many')).toEqual([])
  })
})
