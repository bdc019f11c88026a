import crypto, { type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/** One signature verification as it was asked for, binary values in base64; the key as SubjectPublicKeyInfo. */
export interface Verification {
  readonly hash: string
  readonly spki: string
  readonly data: string
  readonly signature: string
}

type Verify = (...call: readonly [hash: string, data: Uint8Array, key: KeyObject, signature: Uint8Array]) => boolean

/** Every verification that `work` asks of node:crypto, whoever asks. */
export async function verificationsOf(work: () => Promise<void>): Promise<readonly Verification[]> {
  const seen: Verification[] = []
  const module = crypto as unknown as { verify: Verify }
  const original = module.verify
  module.verify = (...call) => {
    const [hash, data, key, signature] = call
    const spki = key.export({ type: 'spki', format: 'der' }).toString('base64')
    seen.push({ hash, spki, data: Buffer.from(data).toString('base64'), signature: Buffer.from(signature).toString('base64') })
    return original(...call)
  }
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    module.verify = original
    syncBuiltinESMExports()
  }
  return seen
}
