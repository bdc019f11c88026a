import { MessageError } from './fspiop-message.ts'
import { repeatedMember } from './unique-members.ts'

/** The value of `FSPIOP-Signature`: two members, in base64url. */
export interface SignatureHeader {
  readonly protectedHeader: string
  readonly signature: string
}

/** FSPIOP Signature 1.1 §2: `signature` has 1..512 characters, `protectedHeader` 1..32768. */
const MOST_SIGNATURE = 512
const MOST_PROTECTED = 32_768

/** The members of an `FSPIOP-Signature`; throws `MessageError` for anything but exactly these two, once each. */
export function readSignatureHeader(value: string): SignatureHeader {
  const members = value.length > MOST_PROTECTED + 2 * MOST_SIGNATURE ? null : objectOf(value)
  if (members === null) throw wrong('is not a JSON object with "protectedHeader" and "signature"')
  const { protectedHeader, signature, ...others } = members
  const other = Object.keys(others)[0]
  if (other !== undefined) throw wrong(`has the member ${JSON.stringify(other)}; expected "protectedHeader" and "signature"`)
  if (typeof protectedHeader !== 'string' || typeof signature !== 'string') throw wrong('needs "protectedHeader" and "signature" as texts')
  if (signature.length > MOST_SIGNATURE) throw wrong(`has a signature of ${signature.length} characters; at most ${MOST_SIGNATURE} are allowed`)
  if (protectedHeader.length > MOST_PROTECTED)
    throw wrong(`has a protected header of ${protectedHeader.length} characters; at most ${MOST_PROTECTED} are allowed`)
  return { protectedHeader, signature }
}

const wrong = (what: string): MessageError => new MessageError('signature-header', `FSPIOP-Signature ${what}.`)

function objectOf(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json)
    return value !== null && typeof value === 'object' && !Array.isArray(value) && repeatedMember(json) === null ? { ...value } : null
  } catch {
    return null
  }
}
