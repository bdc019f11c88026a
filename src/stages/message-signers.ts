import type { MessageSigner } from '../jws/verify-message.ts'
import type { Desired, JwsKey } from '../model/desired.ts'
import { parseInstant } from '../model/time.ts'
import { parsePublicKeyPem } from '../pki/spki.ts'

/** A registered key, with where it stands. */
export interface RegisteredSigner extends MessageSigner {
  readonly sha256: string
  readonly path: string
}

/**
 * The keys that sign for a participant now, by its name on the wire (FspId, or the Hub's own): those whose time has come and is not over, of the Hub and
 * of every DFSP that is not suspended. During a rotation there are two.
 */
export function messageSigners({ hub, dfsps }: Pick<Desired, 'hub' | 'dfsps'>, at: Date): (source: string) => readonly RegisteredSigner[] {
  const participants = [{ fspId: hub.id, jws: hub.jws }, ...dfsps.filter(({ status }) => status !== 'suspended')]
  return (source) => participants.filter(({ fspId }) => fspId === source).flatMap(({ jws }) => jws.filter((key) => isActive(key, at)).flatMap(signerOf))
}

/** Retired keys are not in the model any more. */
function isActive({ activeFrom }: JwsKey, at: Date): boolean {
  const from = activeFrom === null ? null : parseInstant(activeFrom)
  return from === null || from <= at
}

function signerOf({ pem, alg, sha256, path }: JwsKey): readonly RegisteredSigner[] {
  const parsed = parsePublicKeyPem(Buffer.from(pem))
  return parsed.ok ? [{ algs: [alg], facts: parsed.facts, sha256, path }] : []
}
