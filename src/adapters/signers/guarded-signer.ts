import { MuhuriError } from '../../model/errors.ts'
import { signatureOid } from '../../pki/algorithms.ts'
import { parsePublicKey } from '../../pki/spki.ts'
import { verifySignature } from '../../pki/verify.ts'
import type { Signer } from '../../ports.ts'

export interface GuardOptions {
  /** Name of the Hub CA. */
  readonly ca: string
  /** How long one signature may take. */
  readonly milliseconds: number
}

/**
 * The same signer, believed in nothing: a signature that its own public key does not verify, an answer that does not come
 * in time, and an error of whatever kind end as `refused`, and nobody gets the bytes.
 */
export function guardedSigner(signer: Signer, options: GuardOptions): Signer {
  const { algorithm, publicKey } = signer
  const key = parsePublicKey(publicKey)
  if (!key.ok) throw new MuhuriError('refused', `the public key of the signer "${options.ca}" cannot be read: ${key.message}`)
  const check = { algorithm: signatureOid(algorithm), publicKey: key.facts }
  return {
    algorithm,
    publicKey,
    sign: async (tbs) => {
      const signature = await inTime(() => signer.sign(Uint8Array.from(tbs)), options)
      if (verifySignature({ ...check, data: tbs, signature })) return signature
      throw new MuhuriError('refused', `the signer "${options.ca}" gave a signature that its own key does not verify`, {
        hint: 'have the signer looked at: it may be faulty',
      })
    },
  }
}

async function inTime(sign: () => Promise<Uint8Array>, { ca, milliseconds }: GuardOptions): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MuhuriError('refused', `the signer "${ca}" did not answer within ${milliseconds / 1000} seconds`)), milliseconds)
  })
  try {
    return await Promise.race([sign(), late])
  } catch (cause) {
    if (cause instanceof MuhuriError) throw cause
    // What a driver or a server says is not repeated: nobody knows what it quotes.
    throw new MuhuriError('refused', `the signer "${ca}" could not sign`, { cause })
  } finally {
    clearTimeout(timer)
  }
}
