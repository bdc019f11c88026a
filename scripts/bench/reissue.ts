import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { readDer } from '../../src/pki/der.ts'
import { readBitString } from '../../src/pki/der-values.ts'
import { type Cost, cost } from './cost.ts'
import { benchSigner } from './hub.ts'
import { signAll } from './waiting.ts'
import { type OpenedWorld, openWorld } from './world.ts'

export interface ReissueCosts {
  readonly bare: Cost
  readonly ours: Cost
}

/**
 * What it costs to give everyone a certificate of the new CA: each CSR and each old certificate read and verified, `check`, lint, signature, verification,
 * records in memory; and what the same signatures and verifications cost bare, their keys already imported: the CSR's, the old certificate's, the new
 * one signed and verified. The throw-away signature of the lint, and its verification, are no part of that.
 */
export async function reissueCosts(path: string): Promise<ReissueCosts> {
  const world = openWorld(path)
  const signers = new Map([['clients-2', benchSigner('clients-2', world.key)]])
  const ours = await cost(() => signAll(world.read(), { at: world.at, signers, files: memoryFolder().files, reissue: { ca: 'clients-2', dfsps: null } }))
  return { ours, bare: await bareCost(world) }
}

interface Signed {
  readonly data: Uint8Array
  readonly signature: Uint8Array
  readonly key: KeyObject
}

/** Two verifications of what is there, a signature and its verification for each DFSP, and nothing else. */
function bareCost({ requests, certificates, issuer, key }: OpenedWorld): Promise<Cost> {
  const own = importSpki(key.publicKey)
  const ca = parseOneCertificatePem(Buffer.from(issuer))
  if (!ca.ok) throw new Error(ca.message)
  const issuerKey = importSpki(ca.facts.publicKey.spki)
  const asked = [...requests.values()].map((pem) => signedPart(pem, null))
  const issued = certificates.map(([, pem]) => signedPart(pem, issuerKey))
  return cost(() => {
    for (const { data, signature, key: by } of [...asked, ...issued]) if (!verify('sha256', data, by, signature)) throw new Error('a signature does not verify')
    for (const { data } of issued) verify('sha256', data, own, sign('sha256', data, key.privateKey))
  })
}

const importSpki = (spki: Uint8Array): KeyObject => createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })

/** Of a PEM certificate or request what is signed, its signature, and the key that verifies it: for a request (no issuer) its own. */
function signedPart(pem: string, issuer: KeyObject | null): Signed {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
  const [body, , signature] = readDer(der).children
  const spki = body?.children[2]
  if (body === undefined || signature === undefined || spki === undefined) throw new Error('this is nothing signed')
  const key = issuer ?? importSpki(der.subarray(spki.start, spki.end))
  return { data: der.subarray(body.start, body.end), signature: readBitString(signature), key }
}
