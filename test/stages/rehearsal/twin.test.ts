import { describe, expect, it } from 'vitest'
import type { ProofFile } from '../../../src/model/generated/files.ts'
import { proofMessage } from '../../../src/model/proof.ts'
import { parseCertificate, parseCertificatePem } from '../../../src/pki/certificate.ts'
import { parseCrlPem } from '../../../src/pki/crl.ts'
import { parseCsrPem } from '../../../src/pki/csr.ts'
import { sha256Hex } from '../../../src/pki/digest.ts'
import type { CertificateFacts } from '../../../src/pki/facts.ts'
import { readPrivateKey } from '../../../src/pki/keys.ts'
import { verifyProofSignature } from '../../../src/pki/proof-signature.ts'
import { parsePublicKey } from '../../../src/pki/spki.ts'
import { crlSignedBy, signedBy } from '../../../src/pki/verify.ts'
import { textsOf, treeOf } from '../../../src/stages/rehearsal/prepared.ts'
import { rehearsalTwin } from '../../../src/stages/rehearsal/twin.ts'
import { type TestCertificate, testCa, testCsr, testKey } from '../../support/pki.ts'

const root = testCa({ subject: { CN: 'Hub Root' } })
const clients = root.issueCa({ subject: { CN: 'Hub Clients' } })
const csr = testCsr()
const leaf = clients.issue({ key: csr.key, purpose: 'client' })
const jws = testKey('rsa2048')
const issuedPath = `issued/certificates/greenbank/2026-11.${leaf.serial}`

function factsOf({ der }: TestCertificate): CertificateFacts {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

function tree(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const facts = factsOf(leaf)
  const record = {
    state: 'issued',
    csr: { path: 'dfsps/greenbank/client/2026-11.csr', sha256: sha256Hex(Buffer.from(csr.pem)) },
    spki: facts.publicKey.sha256,
    tbs: sha256Hex(facts.tbs),
    certificate: facts.sha256,
  }
  return {
    'environment.yaml': 'name: pilot\n',
    'hub/ca/root.pem': root.pem,
    'hub/ca/clients.pem': clients.pem,
    'dfsps/greenbank/client/2026-11.csr': csr.pem,
    'dfsps/greenbank/jws/2026-11.pem': jws.publicPem,
    [`${issuedPath}.pem`]: leaf.pem,
    [`${issuedPath}.json`]: JSON.stringify(record),
    [`issued/keys/${facts.publicKey.sha256}.json`]: JSON.stringify({ spki: facts.publicKey.sha256 }),
    'issued/crl/clients.pem': clients.crl({ entries: [{ serial: 'AB12', revokedAt: new Date('2026-11-01T00:00:00Z'), reason: 'superseded' }], number: 7n }).pem,
    ...more,
  }
}

function certificates(texts: Readonly<Record<string, string>>, path: string): readonly CertificateFacts[] {
  const parsed = parseCertificatePem(Buffer.from(texts[path] ?? ''), { max: 9 })
  return parsed.ok ? parsed.facts : []
}

describe('the twin of an environment', () => {
  const twin = rehearsalTwin(treeOf(tree()))
  const texts = textsOf(twin.tree)
  const [twinLeaf] = certificates(texts, `${issuedPath}.pem`)
  const [twinClients] = certificates(texts, 'hub/ca/clients.pem')
  const [twinRoot] = certificates(texts, 'hub/ca/root.pem')

  it('keeps names, serials, validity and extensions but for key identifiers', () => {
    const facts = factsOf(leaf)
    expect(twinLeaf?.serial).toBe(facts.serial)
    expect(twinLeaf?.subject.der).toEqual(facts.subject.der)
    expect(twinLeaf?.issuer.der).toEqual(facts.issuer.der)
    expect([twinLeaf?.notBefore, twinLeaf?.notAfter]).toEqual([facts.notBefore, facts.notAfter])
    expect(twinLeaf?.extensions.map(({ oid, critical }) => [oid, critical])).toEqual(facts.extensions.map(({ oid, critical }) => [oid, critical]))
    expect(twinLeaf?.decoded.subjectAltName).toEqual(facts.decoded.subjectAltName)
  })

  it('has another key everywhere, and holds its private half', () => {
    for (const facts of [twinLeaf, twinClients, twinRoot]) expect(twin.keys.get(facts?.publicKey.sha256 ?? '')).toContain('PRIVATE KEY')
    expect(twinLeaf?.publicKey.sha256).not.toBe(factsOf(leaf).publicKey.sha256)
    expect(texts['dfsps/greenbank/jws/2026-11.pem']).not.toBe(jws.publicPem)
  })

  it('chains as the original does', () => {
    if (twinLeaf === undefined || twinClients === undefined || twinRoot === undefined) throw new Error('a twin is missing')
    expect(signedBy(twinLeaf, twinClients)).toBe(true)
    expect(signedBy(twinClients, twinRoot)).toBe(true)
    expect(signedBy(twinRoot, twinRoot)).toBe(true)
    expect(signedBy(twinLeaf, factsOf(clients))).toBe(false)
  })

  it('keeps a CRL with its entries and number under the throw-away CA', () => {
    const crl = parseCrlPem(Buffer.from(texts['issued/crl/clients.pem'] ?? ''))
    if (!crl.ok || twinClients === undefined) throw new Error('no CRL')
    expect([...crl.facts.entries.keys()]).toEqual(['AB12'])
    expect(crl.facts.number).toBe(7n)
    expect(crlSignedBy(crl.facts, twinClients)).toBe(true)
  })

  it('writes the new hashes into records and file names', () => {
    const request = parseCsrPem(Buffer.from(texts['dfsps/greenbank/client/2026-11.csr'] ?? ''))
    const spki = twinLeaf?.publicKey.sha256 ?? ''
    expect(request.ok && request.facts.signatureValid && request.facts.publicKey.sha256).toBe(spki)
    expect(JSON.parse(texts[`${issuedPath}.json`] ?? '')).toMatchObject({
      csr: { sha256: sha256Hex(Buffer.from(texts['dfsps/greenbank/client/2026-11.csr'] ?? '')) },
      spki,
      certificate: twinLeaf?.sha256,
      tbs: sha256Hex(twinLeaf?.tbs ?? new Uint8Array()),
    })
    expect(texts[`issued/keys/${spki}.json`]).toBe(JSON.stringify({ spki }))
  })

  it('has proofs signed anew by the keys in the place of those that had signed, one that only its record holds among them', () => {
    const before = testKey('p256')
    const facts = { environment: 'a'.repeat(32), dfsp: 'greenbank', purpose: 'jws' as const, spki: sha256Hex(jws.spki), previous: sha256Hex(before.spki) }
    const record = { spki: facts.previous, publicKey: Buffer.from(before.spki).toString('base64') }
    const signatures = [facts.spki, facts.previous].map((spki) => ({ spki, alg: 'ES256', value: 'AAAA' }))
    const path = 'dfsps/greenbank/proofs/jws-2026-11.json'
    const more = { [path]: JSON.stringify({ version: 1, ...facts, signatures }), [`issued/keys/${facts.previous}.json`]: JSON.stringify(record) }
    const { tree: proven, keys } = rehearsalTwin(treeOf(tree(more)))
    const proof: ProofFile = JSON.parse(textsOf(proven)[path] ?? '')
    expect([proof.spki, proof.previous]).toEqual(proof.signatures.map(({ spki }) => spki))
    expect([proof.spki, proof.previous]).not.toEqual([facts.spki, facts.previous])
    for (const signature of proof.signatures) {
      const parsed = parsePublicKey(readPrivateKey(keys.get(signature.spki) ?? '').publicKey)
      expect(parsed.ok && verifyProofSignature(signature, parsed.facts, proofMessage(proof))).toBe(true)
    }
  })

  it('leaves out a certificate that was only intended', () => {
    const path = 'issued/certificates/greenbank/2026-11-2.AB34.json'
    expect(textsOf(rehearsalTwin(treeOf(tree({ [path]: '{ "state": "intended" }' }))).tree)).not.toHaveProperty([path])
  })

  it('has entries in the order of their paths', () => {
    const paths = twin.tree.entries.map(({ path }) => path)
    expect(paths).toEqual([...paths].sort())
  })
})
