import type { Checkpoint } from './model/checkpoint.ts'
import type { Tree } from './model/tree.ts'

/** Everything the stages need from outside, as interfaces; the only implementations are in `adapters`. */

/** A private key that signs what Muhuri built (DESIGN §7). */
export interface Signer {
  readonly algorithm: SignatureName
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** PKCS#1 v1.5 signature, or DER ECDSA-Sig-Value, over exactly these bytes. */
  sign(tbs: Uint8Array): Promise<Uint8Array>
}

export type SignatureName = 'sha256WithRSAEncryption' | 'sha384WithRSAEncryption' | 'sha512WithRSAEncryption' | 'ecdsa-with-SHA256' | 'ecdsa-with-SHA384'

/** Where an environment is read from. */
export interface Source {
  /** A folder's files, or those of a git revision with branch `issued` laid over (CONTRACT §2). */
  read(): Promise<Tree>
}

/** Writes below one environment folder; each write is atomic (temporary file, fsync, rename). */
export interface Files {
  write(path: string, bytes: Uint8Array | string): Promise<void>
  remove(path: string): Promise<void>
}

/** Cryptographically strong random bytes. */
export type Random = (length: number) => Uint8Array

/** Lines for a person on stderr; never results. */
export interface Log {
  info(line: string): void
  warn(line: string): void
}

/** Memory outside the repository (DESIGN §7): one checkpoint of one environment. */
export interface Checkpoints {
  /** Where it is, for messages. */
  readonly place: string
  /** What stands there, or null; `refused` where it cannot be read: a memory that is damaged is not a missing one. */
  read(): Promise<Checkpoint | null>
  /** Replaces what `read` gave; `refused` where another run wrote meanwhile. */
  write(checkpoint: Checkpoint): Promise<void>
}

/** Where an environment stands in the history of its Git repository. */
export interface Lineage {
  /** HEAD of the people's branch, or null before the first commit. */
  readonly head: string | null
  /** Head of branch `issued` as it is in view, or null. */
  readonly issued: string | null
  /** Whether `commit` is `of` or one before it; null where this repository does not have `commit`. */
  descends(commit: string, of: string): boolean | null
  /** Records and revocations as they were at those commits; null where this repository does not have them. */
  recall(commit: string, issued: string | null): Tree | null
}
