import type { PublicKeyFacts } from '../pki/facts.ts'
import { canonicalBody } from './canonical-body.ts'
import { type FspiopMessage, MessageError, type MessageProblem, type MessageProblemCode, readHttpDate, singleValue } from './fspiop-message.ts'
import type { JwsProblemCode } from './jws-problem.ts'
import { sdkDifferences } from './sdk-differences.ts'
import { readSignatureHeader, type SignatureHeader } from './signature-header.ts'
import { type VerificationKey, verifyDetachedJws } from './verify-jws.ts'

/** Who may have signed, and how old a message may be. */
export interface MessageRules<K extends MessageSigner> {
  /** The keys of the participant that `FSPIOP-Source` names, in force now; one of them signed, or nobody did. */
  readonly keysOf: (source: string) => readonly K[]
  readonly at: Date
  /** `Date` may be this many seconds old or ahead; null: of any age. */
  readonly maxAgeSeconds: number | null
}

/** A key with every algorithm that it may sign by. */
export interface MessageSigner {
  readonly algs: readonly string[]
  readonly facts: PublicKeyFacts
}

export type MessageVerdict<K extends MessageSigner> =
  | {
      readonly ok: true
      readonly source: string
      readonly destination: string | null
      readonly key: K
      readonly alg: string
      /** `raw`: the bytes as they came are what was signed. `canonical`: the same body with its keys in order is. */
      readonly form: 'raw' | 'canonical'
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly problem: MessageProblem }

/** What a protected header must say. */
const REQUIRED = ['FSPIOP-URI', 'FSPIOP-HTTP-Method', 'FSPIOP-Source'] as const
/** Headers of the API that it may bind besides; what it binds must be what came (FSPIOP Signature 1.1 §3.3 g). */
const BOUND = ['FSPIOP-Destination', 'Date', 'Accept', 'Content-Type', 'Content-Length', 'FSPIOP-Encryption', 'X-Forwarded-For'] as const
const MEMBERS = [...REQUIRED, ...BOUND]

/**
 * Whether the participant that a request names has signed this very request: the signature is by a key of its own, over the body as it came or
 * with its keys in order, and the protected header says what the request line and headers say. Checked in that order; the first failure is told.
 */
export function verifyMessage<K extends MessageSigner>(message: FspiopMessage, rules: MessageRules<K>): MessageVerdict<K> {
  try {
    return verdict(message, rules)
  } catch (error) {
    if (error instanceof MessageError) return { ok: false, problem: error.problem }
    throw error
  }
}

function verdict<K extends MessageSigner>(message: FspiopMessage, rules: MessageRules<K>): MessageVerdict<K> {
  const value = singleValue(message.headers, 'FSPIOP-Signature')
  if (value === null || value === '') throw new MessageError('header-missing', 'The request has no FSPIOP-Signature.')
  const signature = readSignatureHeader(value)
  const source = singleValue(message.headers, 'FSPIOP-Source')
  if (source === null || source === '') throw new MessageError('header-missing', 'The request has no FSPIOP-Source, so there is no key to verify with.')
  const keys = rules.keysOf(source)
  if (keys.length === 0) throw new MessageError('key', `No key of "${source}" is in force.`)
  const body = canonicalBody(message.body)
  const found = signer({ message, signature, canonical: body.ok ? body.bytes : null, keys })
  checkBinding(message, found.header)
  const age = ageWarning(found.header['Date'], rules)
  const view = { message, alg: found.alg, canonical: body.ok ? body.bytes : null, value: body.ok ? body.value : null }
  const warnings = [...(age === null ? [] : [age]), ...(body.ok ? [] : [body.message]), ...sdkDifferences(view)]
  const destination = singleValue(message.headers, 'FSPIOP-Destination')
  return { ok: true, source, destination, key: found.key, alg: found.alg, form: found.form, warnings }
}

interface Candidates<K> {
  readonly message: FspiopMessage
  readonly signature: SignatureHeader
  readonly canonical: Uint8Array | null
  readonly keys: readonly K[]
}

interface Found<K> {
  readonly key: K
  readonly alg: string
  readonly form: 'raw' | 'canonical'
  readonly header: Readonly<Record<string, unknown>>
}

/** FSPIOP names no key: each that is in force for this participant may have signed, and of those only. */
function signer<K extends MessageSigner>({ message, signature, canonical, keys }: Candidates<K>): Found<K> {
  const forms = [['raw', message.body] as const, ...(canonical === null ? [] : [['canonical', canonical] as const])]
  const problems: MessageProblem[] = []
  for (const [form, payload] of forms) {
    for (const key of keys) {
      const result = verifyDetachedJws({ ...signature, payload }, [verificationKey(key, signature)], { members: MEMBERS })
      if (result.ok) return { key, alg: result.key.alg, form, header: result.header }
      problems.push({ code: CODES[result.problem.code], message: result.problem.message })
    }
  }
  throw firstProblem(problems)
}

const CODES: Readonly<Record<JwsProblemCode, MessageProblemCode>> = {
  malformed: 'protected-header',
  header: 'protected-header',
  key: 'key',
  algorithm: 'algorithm',
  signature: 'signature',
}

function firstProblem(problems: readonly MessageProblem[]): MessageError {
  const { code, message } = problems.find(({ code }) => code !== 'signature') ?? problems[0] ?? { code: 'key' as const, message: 'There is no key.' }
  return new MessageError(
    code,
    code === 'signature' ? 'The signature is by no key of the source over this body, as it came or with its keys in order.' : message,
  )
}

/** With the algorithm that the header names, if the key may sign by it; else the key's first, which the verifier then refuses. */
function verificationKey({ algs, facts }: MessageSigner, { protectedHeader }: SignatureHeader): VerificationKey {
  const named = algs.find((alg) => Buffer.from(protectedHeader, 'base64url').toString('latin1').includes(`"${alg}"`))
  return { kid: facts.sha256, alg: named ?? algs[0] ?? 'RS256', facts }
}

function checkBinding({ uri, method, headers }: FspiopMessage, header: Readonly<Record<string, unknown>>): void {
  same('uri', header['FSPIOP-URI'], { what: 'FSPIOP-URI', found: uri, from: 'the request line' })
  same('method', header['FSPIOP-HTTP-Method'], { what: 'FSPIOP-HTTP-Method', found: method, from: 'the request line' })
  for (const name of MEMBERS) {
    const found = singleValue(headers, name)
    const isSigned = Object.hasOwn(header, name)
    const mustBeSigned = found !== null && (REQUIRED.some((required) => required === name) || name === 'FSPIOP-Destination')
    const isOnRequestLine = found === null && (name === 'FSPIOP-URI' || name === 'FSPIOP-HTTP-Method')
    if ((isSigned || mustBeSigned) && !isOnRequestLine) same(CODE_OF[name], header[name] ?? null, { what: name, found, from: 'the header' })
  }
}

const CODE_OF: Readonly<Record<(typeof MEMBERS)[number], MessageProblemCode>> = {
  'FSPIOP-URI': 'uri',
  'FSPIOP-HTTP-Method': 'method',
  'FSPIOP-Source': 'source',
  'FSPIOP-Destination': 'destination',
  Date: 'date',
  Accept: 'header',
  'Content-Type': 'header',
  'Content-Length': 'header',
  'FSPIOP-Encryption': 'header',
  'X-Forwarded-For': 'header',
}

interface Counterpart {
  readonly what: string
  readonly found: string | null
  readonly from: string
}

function same(code: MessageProblemCode, signed: unknown, { what, found, from }: Counterpart): void {
  if (signed === found) return
  const shown = (value: unknown): string => (value === null || value === undefined ? 'nothing' : JSON.stringify(value))
  throw new MessageError(code, `What was signed has ${what} ${shown(signed)}; ${from} has ${shown(found)}.`)
}

/** A sentence where the age cannot be told or is too great; under a limit, what is signed and too old or of no known form is refused. */
function ageWarning(date: unknown, { at, maxAgeSeconds }: Pick<MessageRules<MessageSigner>, 'at' | 'maxAgeSeconds'>): string | null {
  if (date === undefined) return 'No Date is signed, so the message can be sent again at any time.'
  const sent = typeof date === 'string' ? readHttpDate(date) : null
  const seconds = sent === null ? null : Math.round((at.getTime() - sent.getTime()) / 1000)
  if (seconds !== null && (maxAgeSeconds === null || Math.abs(seconds) <= maxAgeSeconds)) return null
  if (seconds !== null)
    throw new MessageError('stale', `The signed Date is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'old' : 'ahead'}; at most ${maxAgeSeconds} are allowed.`)
  const message = `The signed Date ${JSON.stringify(date)} is not in the form "Mon, 23 Nov 2026 12:00:00 GMT".`
  if (maxAgeSeconds !== null) throw new MessageError('date', message)
  return message
}
