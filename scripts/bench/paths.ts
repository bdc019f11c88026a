import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assembleCertificate, buildTbs, type CertificateFields } from '../../src/pki/build-certificate.ts'
import { generateKey, type KeyPair, newSerial } from '../../src/pki/keys.ts'
import { validatePath } from '../../src/pki/path.ts'
import { readPem, writePem } from '../../src/pki/pem.ts'
import { clientLeaf, clientsCa, hubRoot, type Issuer, issuerOf } from '../../src/pki/profiles.ts'
import { certify } from '../../src/stages/certify.ts'
import { type Cost, cost, least } from './cost.ts'
import { dfspId } from './dfsp-folder.ts'
import { opensslVerify } from './openssl.ts'
import { perSecond, type Row, rate } from './row.ts'

const DAY = 86_400_000

/**
 * Paths of three certificates (leaf, issuing CA with name constraints, root) validated per second, PEM files read by both. All leaves stand in one call of
 * `openssl verify -x509_strict`; what a call with a single leaf costs, its start, is taken off, so one leaf fewer is counted.
 */
export async function pathRows(scratch: string, { size, rounds }: { readonly size: number; readonly rounds: number }): Promise<readonly Row[]> {
  const at = new Date()
  const { root, issuing, leaves } = writeChains(scratch, size, at)
  const flags = ['-CAfile', root, '-untrusted', issuing, '-purpose', 'sslclient', '-x509_strict']
  const ours: Cost[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [all, first] = [opensslVerify([...flags, ...leaves]), opensslVerify([...flags, ...leaves.slice(0, 1)])]
    // Too few leaves for the clock: then the start of the program counts as well.
    theirs.push(all > first ? all - first : all)
    // Another set of bytes each round: what was verified once is remembered.
    const fresh = writeChains(scratch, size, at)
    ours.push(await cost(() => validateAll(fresh, at)))
  }
  const [own, their] = [perSecond(size, least(ours).cpuMs), perSecond(size - 1, Math.min(...theirs))]
  return [{ name: 'paths', ours: rate(own), baseline: `${rate(their)} openssl verify, CPU`, ratio: own / their, aim: { kind: 'least', value: 1 } }]
}

interface Chains {
  readonly root: string
  readonly issuing: string
  readonly leaves: readonly string[]
}

function validateAll({ root, issuing, leaves }: Chains, at: Date): void {
  const [anchors, untrusted] = [[derOf(root)], [derOf(issuing)]]
  for (const leaf of leaves) {
    const result = validatePath({ leaf: derOf(leaf), anchors, untrusted, purpose: 'client', at })
    if (!result.ok) throw new Error(result.problems[0]?.message)
  }
}

function derOf(path: string): Uint8Array {
  const pem = readPem(readFileSync(path), { canonical: 'CERTIFICATE', alternatives: [] })
  const der = pem.ok ? pem.blocks[0]?.der : undefined
  if (der === undefined) throw new Error(`${path} is no certificate`)
  return der
}

function writeChains(folder: string, size: number, at: Date): Chains {
  const [rootKey, key] = [generateKey('p256'), generateKey('p256')]
  const common = (name: string, pair: KeyPair, days: number) => ({
    serial: newSerial(),
    subject: { country: 'TZ', organization: 'Bench', commonName: name },
    publicKey: pair.publicKey,
    notBefore: new Date(at.getTime() - DAY),
    notAfter: new Date(at.getTime() + days * DAY),
  })
  const root = certify(hubRoot({ ...common('root', rootKey, 3650), algorithm: rootKey.algorithm }), rootKey)
  const ca = clientsCa({ ...common('clients', key, 3000), issuer: issuerOf(root, rootKey.algorithm), trustDomain: 'bench.example' })
  const issuing = certify(ca, rootKey)
  const issuer: Issuer = issuerOf(issuing, key.algorithm)
  const leaf = (index: number): CertificateFields =>
    clientLeaf({ ...common(dfspId(index), generateKey('p256'), 396), issuer, uri: `spiffe://bench.example/dfsp/${dfspId(index)}` })
  const write = (name: string, der: Uint8Array): string => {
    writeFileSync(join(folder, name), writePem('CERTIFICATE', der))
    return join(folder, name)
  }
  return {
    root: write('root.pem', root.der),
    issuing: write('issuing.pem', issuing.der),
    leaves: Array.from({ length: size }, (_, index) => {
      const tbs = buildTbs(leaf(index))
      return write(`${index}.pem`, assembleCertificate(tbs, key.algorithm, key.sign(tbs)))
    }),
  }
}
