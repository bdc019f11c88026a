import type { Dfsp, Document } from '../model/environment.ts'
import type { FindingCode, Severity } from '../model/finding.ts'
import type { ProofFile } from '../model/generated/files.ts'
import { type KeyHistory, trace } from '../model/key-history.ts'
import { type ProvableKey, proofLines, proofMessage, proofName, proofPath, provableKeys } from '../model/proof.ts'
import { verifyProofSignature } from '../pki/proof-signature.ts'
import { firstContact, historyOfDfsp, isStrict, provesWithCare } from './key-continuity.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext, KeySubject, Problem } from './rule.ts'

/** The one thing that is wrong with the proof of a key. */
interface ProofFault {
  readonly code: FindingCode
  readonly severity: Severity
  readonly message: string
  readonly hint?: string
}

const faults: (context: CheckContext) => Map<string, ProofFault | null> = oncePerCheck(() => new Map())

/** The problem of that code with the proof of a key, as a rule yields it: one key, one cause. */
export function proofProblems(code: FindingCode, subject: KeySubject, context: CheckContext): readonly Problem[] {
  const fault = proofFault(subject, context)
  if (fault === null || fault.code !== code) return []
  const { severity, message, hint } = fault
  return [{ severity, message, ...(hint === undefined ? {} : { hint }) }]
}

/** Whether nothing binds that key to its DFSP though it must be bound: it is left out on its own. */
export function isUnbound(subject: KeySubject, context: CheckContext): boolean {
  const fault = proofFault(subject, context)
  return fault?.code === 'proof/continuity' && fault.severity === 'error'
}

function proofFault(subject: KeySubject, context: CheckContext): ProofFault | null {
  const known = faults(context)
  const found = known.get(subject.path)
  if (found !== undefined) return found
  const fault = findFault(subject, context)
  known.set(subject.path, fault)
  return fault
}

function findFault({ dfsp, ...key }: KeySubject, context: CheckContext): ProofFault | null {
  if (dfsp.profile?.value?.status === 'left') return null
  const history = historyOfDfsp(dfsp.id, context)
  const proof = proofOf(dfsp, key, history)
  return (
    foreignFault(proof, key, history) ??
    signatureFault(proof, key, history) ??
    continuityFault(proof, { dfsp, key, history }, context) ??
    missingFault(proof, { dfsp, key, history }, context)
  )
}

/** The proof of this key, or else the one that stands under its name and is no other key's. */
function proofOf(dfsp: Dfsp, { purpose, name, key }: ProvableKey, { environment }: KeyHistory): ProofFile | null {
  const named = proofName(purpose, name)
  const ofKey = dfsp.proofs.filter(({ value }) => value?.spki === key.sha256 && value.purpose === purpose)
  const at = (proofs: readonly Document<ProofFile>[]): ProofFile | null => proofs.find((proof) => proof.name === named)?.value ?? null
  if (ofKey.length > 0)
    return ofKey.find(({ value }) => value?.environment === environment && value.dfsp === dfsp.id)?.value ?? at(ofKey) ?? ofKey[0]?.value ?? null
  const other = at(dfsp.proofs)
  const isAnothers = provableKeys(dfsp).some((one) => one.purpose === other?.purpose && one.key.sha256 === other.spki)
  return isAnothers ? null : other
}

function foreignFault(proof: ProofFile | null, { purpose }: ProvableKey, { environment, dfsp }: KeyHistory): ProofFault | null {
  if (proof === null) return null
  const wrong = (
    [
      ['environment', proof.environment, environment],
      ['DFSP', proof.dfsp, dfsp],
      ['purpose', proof.purpose, purpose],
    ] as const
  ).find(([, said, expected]) => said !== expected)
  if (wrong === undefined) return null
  const [what, said, expected] = wrong
  return { code: 'proof/environment', severity: 'error', message: `The proof is for the ${what} "${said}"; expected "${expected}".`, hint: REMAKE(dfsp) }
}

const REMAKE = (dfsp: string): string => `take the proof away and make it anew: muhuri join ${dfsp} --dir . --keys <folder of its keys>`

function signatureFault(proof: ProofFile | null, { key, possessed }: ProvableKey, history: KeyHistory): ProofFault | null {
  if (proof === null) return null
  const fault = (message: string): ProofFault => ({ code: 'proof/signature', severity: 'error', message, hint: REMAKE(history.dfsp) })
  if (proof.spki !== key.sha256) return fault(`The proof is of the key ${proof.spki}; the file holds ${key.sha256}.`)
  const message = proofMessage(proof)
  const wrong = proof.signatures.find((signature) => {
    const signer = signature.spki === key.sha256 ? key : history.keys.get(signature.spki)
    return signer !== undefined && !verifyProofSignature(signature, signer, message)
  })
  if (wrong !== undefined) return fault(`The signature by ${wrong.spki} (${wrong.alg}) is not that key's over the lines of this proof.`)
  const isPossessed = possessed || proof.signatures.some(({ spki }) => spki === key.sha256)
  return isPossessed ? null : fault(`The key ${key.sha256} has not signed its own proof.`)
}

interface Judged {
  readonly dfsp: Dfsp
  readonly key: ProvableKey
  readonly history: KeyHistory
}

function continuityFault(proof: ProofFile | null, { dfsp, key, history }: Judged, context: CheckContext): ProofFault | null {
  const { purpose } = key
  const traced = trace(history, { purpose, spki: key.key.sha256 })
  if (traced.ok && suffices(traced.root, { dfsp, key, history }, context)) return null
  if (firstContact(purpose, dfsp, context)) return null
  const because = traced.ok ? `it leads to a key that is ${traced.root === 'known' ? 'known' : "an officer's"} but was never confirmed` : traced.because
  const claims = proof !== null && proof.previous !== null
  return {
    code: 'proof/continuity',
    severity: claims || provesWithCare(dfsp, context) ? 'error' : 'notice',
    message: `Nothing binds the ${purpose} key ${key.key.sha256} to ${dfsp.id}: ${because}.`,
    hint: `let an officer, or the ${purpose} key before it, sign: ${byHand(history, key, proof?.previous ?? null)}`,
  }
}

/** Strict, and without a base, which is trusted for what it has: CAs and JWS keys lead to what was confirmed once the DFSP is active, an officer was confirmed. */
function suffices(root: string, { dfsp, key }: Judged, context: CheckContext): boolean {
  if (root === 'confirmed' || !isStrict(context) || context.base != null || dfsp.profile?.value?.status === 'admitted') return true
  return root === 'known' && key.purpose !== 'ca' && key.purpose !== 'jws'
}

function missingFault(proof: ProofFile | null, { dfsp, key, history }: Judged, context: CheckContext): ProofFault | null {
  if (proof !== null || key.possessed) return null
  return {
    code: 'proof/missing',
    severity: isStrict(context) ? 'error' : 'notice',
    message: `No proof says that ${dfsp.id} holds the ${key.purpose} key ${key.key.sha256}; expected ${proofPath(dfsp.id, key.purpose, key.name)}.`,
    hint: `muhuri join ${dfsp.id} --dir . --keys <folder of its keys>, or by hand: ${byHand(history, key, null)}`,
  }
}

/** What signs the proof's lines: the second of the two commands in docs/proofs.md takes its output. */
function byHand({ environment, dfsp }: KeyHistory, { purpose, key }: ProvableKey, previous: string | null): string {
  const lines = proofLines({ environment, dfsp, purpose, spki: key.sha256, previous }).replaceAll('\n', '\\n')
  return `printf '${lines}' | openssl dgst -sha256 -sign <its key> | basenc --base64url --wrap=0`
}
