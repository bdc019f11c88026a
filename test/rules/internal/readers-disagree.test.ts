import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../../src/pki/certificate.ts'
import { parseCsr } from '../../../src/pki/csr.ts'
import type { CertificateFacts, CsrFacts, Parsed } from '../../../src/pki/facts.ts'
import { secondReading } from '../../../src/pki/second-reading.ts'
import { inspect } from '../../../src/stages/inspect.ts'
import { withSecondOpinion } from '../../../src/stages/second-opinion.ts'
import { TEST_NOW, testCa, testCsr, testKey } from '../../support/pki.ts'

const csr = (options: Parameters<typeof testCsr>[0] = {}): CsrFacts => facts(parseCsr(testCsr(options).der))
const certificate = (): CertificateFacts => facts(parseCertificate(testCa().issue().der))

function facts<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

describe('internal/readers-disagree', () => {
  it.each(['p256', 'rsa2048'] as const)('says nothing where both read the same: %s', async (kind) => {
    expect(await secondReading(csr({ key: testKey(kind) }))).toBeNull()
  })

  it('says nothing of a certificate that both read the same', async () => {
    expect(await secondReading(certificate())).toBeNull()
  })

  it('names what the two read otherwise', async () => {
    const [one, two] = [csr(), csr({ key: testKey('rsa2048') })]
    expect(await secondReading({ ...one, publicKey: two.publicKey })).toBe('public key')
    expect(await secondReading({ ...one, signatureValid: false })).toBe('signature')
    expect(await secondReading({ ...certificate(), notAfter: new Date(0) })).toBe('validity')
  })

  it('fails the inspection of such a file', async () => {
    const { pem } = testCsr()
    const inspection = inspect(new TextEncoder().encode(pem), { as: 'csr', path: 'a.csr', at: TEST_NOW })
    const [read] = inspection.facts
    const { report } = await withSecondOpinion({ ...inspection, facts: [{ ...(read as CsrFacts), signatureValid: false }] }, 'a.csr')
    expect([report.verdict, report.findings.at(-1)?.code]).toEqual(['fail', 'internal/readers-disagree'])
    expect((await withSecondOpinion(inspection, 'a.csr')).report).toEqual(inspection.report)
  })
})
