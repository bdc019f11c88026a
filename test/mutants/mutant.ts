/** One way in which a request is not what it should be. */
export interface Mutant {
  /** What is wrong, in words. */
  readonly what: string
  /** The one error that names it. */
  readonly code: string
  /** The file. */
  readonly file: string | Uint8Array
  /** Nobody here has the private key: the signature is wrong as well, and the other rules are asked past that. */
  readonly unsigned?: true
  /** Other files that the mutant needs beside it. */
  readonly beside?: Readonly<Record<string, string>>
}

/** Mutants of one kind: all refused for the same reason. */
export function mutants(code: string, files: Readonly<Record<string, string | Uint8Array>>): Mutant[] {
  return Object.entries(files).map(([what, file]) => ({ what, code, file }))
}
