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
