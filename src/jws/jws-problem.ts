/** Why a JWS is not believed; `signature` is said only of one that is well-formed and of a key that was asked for. */
export type JwsProblemCode = 'malformed' | 'header' | 'key' | 'algorithm' | 'signature'

export interface JwsProblem {
  readonly code: JwsProblemCode
  readonly message: string
}

/** Stops the reading of one JWS. */
export class JwsError extends Error {
  readonly problem: JwsProblem

  constructor(code: JwsProblemCode, message: string) {
    super(message)
    this.problem = { code, message }
  }
}
