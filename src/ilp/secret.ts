/** What `sdk-scheme-adapter` uses where nobody sets `ILP_SECRET`: everybody has it. */
const PUBLISHED: ReadonlySet<string> = new Set(['mojaloop-sdk'])
/** Below it a secret can be guessed offline from one packet and its condition. */
const LEAST_OCTETS = 16

export interface SecretProblem {
  /** `published`: no fulfilment is made with it. `short`: it is said, and the DFSP's risk. */
  readonly kind: 'published' | 'short'
  readonly message: string
}

/** What is wrong with a DFSP's ILP secret, or null. The secret itself is in no message. */
export function secretProblem(secret: string): SecretProblem | null {
  if (PUBLISHED.has(secret)) return { kind: 'published', message: 'The ILP secret is the default of published software: anybody can make its fulfilments.' }
  if (Buffer.byteLength(secret, 'utf8') >= LEAST_OCTETS) return null
  return { kind: 'short', message: `The ILP secret is shorter than ${LEAST_OCTETS} octets: it can be guessed from one packet.` }
}
