import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verification } from './counted-crypto.ts'

export interface BareCounts {
  readonly files: number
  readonly certificates: number
  readonly keys: number
  readonly verifications: number
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * The least that any check of this folder has to do: read every file, parse every certificate and public key, and make
 * the given verifications, each distinct key imported once. Nothing is judged.
 */
export function bareLoop(folder: string, verifications: readonly Verification[]): BareCounts {
  const counts = { files: 0, certificates: 0, keys: 0, verifications: 0 }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    counts.files++
    for (const [pem] of text.matchAll(CERTIFICATE)) {
      new X509Certificate(pem)
      counts.certificates++
    }
    if (text.startsWith('-----BEGIN PUBLIC KEY')) {
      createPublicKey(text)
      counts.keys++
    }
  }
  counts.verifications = replay(verifications)
  return counts
}

function replay(verifications: readonly Verification[]): number {
  const keys = new Map<string, KeyObject>()
  for (const { hash, spki, data, signature } of verifications) {
    const key = keys.get(spki) ?? createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    keys.set(spki, key)
    verify(hash, Buffer.from(data, 'base64'), key, Buffer.from(signature, 'base64'))
  }
  return verifications.length
}
