import type { ProofFile } from '../../model/generated/files.ts'
import { proofMessage } from '../../model/proof.ts'
import { readPrivateKey } from '../../pki/keys.ts'
import { signProof } from '../../pki/proof-signature.ts'

const PROOF = /^dfsps\/[^/]+\/proofs\/[^/]+[.]json$/

/** The text of a proof whose keys are throw-away ones, signed anew by all of them that had signed it; any other file, and one that is no proof, stays. */
export function twinProof({ path, text }: { readonly path: string; readonly text: string }, keys: ReadonlyMap<string, string>): string {
  const proof = PROOF.test(path) ? readProof(text) : null
  if (proof === null) return text
  const signatures = proof.signatures.map((signature) => {
    const key = keys.get(signature.spki)
    return (key === undefined ? null : signProof(readPrivateKey(key), proofMessage(proof))) ?? signature
  })
  return `${JSON.stringify({ ...proof, signatures }, null, 2)}\n`
}

function readProof(text: string): ProofFile | null {
  try {
    const value = JSON.parse(text) as Partial<ProofFile> | null
    return Array.isArray(value?.signatures) ? (value as ProofFile) : null
  } catch {
    return null
  }
}
