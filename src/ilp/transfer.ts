import { scaledAmount } from './amount.ts'
import { type Packet, readPacket } from './packet.ts'
import { readOctets } from './preimage.ts'
import type { TransferTerms } from './transaction.ts'

/** The body of `POST /transfers`, as far as it is held against its packet. */
export interface TransferRequest {
  readonly payerFsp?: unknown
  readonly payeeFsp?: unknown
  readonly amount?: unknown
  readonly ilpPacket?: unknown
  readonly condition?: unknown
  readonly expiration?: unknown
}

/** One way in which a transfer is not what was quoted: the member, what it says, what the packet says. */
export interface TransferProblem {
  readonly member: string
  readonly message: string
}

/** Where a transfer request differs from the packet that it carries; none means that what moves is what was agreed on. */
export function transferProblems(request: TransferRequest): readonly TransferProblem[] {
  const { ilpPacket } = request
  if (typeof ilpPacket !== 'string') return [{ member: 'ilpPacket', message: 'The transfer has no ilpPacket.' }]
  const read = readPacket(ilpPacket)
  if (!read.ok) return [{ member: 'ilpPacket', message: read.message }]
  const { transaction } = read.packet
  if (transaction.kind !== 'transfer') return [{ member: 'ilpPacket', message: 'The packet agrees on a currency conversion, not on a transfer.' }]
  return [...termProblems(request, transaction), ...conditionProblems(request, read.packet), ...amountProblems(read.packet, transaction)]
}

function termProblems(request: TransferRequest, { payer, payee, amount }: TransferTerms): readonly TransferProblem[] {
  const money = isRecord(request.amount) ? request.amount : {}
  return [
    ...differing('payerFsp', request.payerFsp, payer.fspId),
    ...differing('payeeFsp', request.payeeFsp, payee.fspId),
    ...differing('amount.currency', money['currency'], amount.currency),
    ...differing('amount.amount', money['amount'], amount.amount),
  ]
}

function conditionProblems(request: TransferRequest, packet: Packet): readonly TransferProblem[] {
  if (typeof request.condition !== 'string' || readOctets(request.condition) === null)
    return [{ member: 'condition', message: 'The condition is not 32 octets in base64url.' }]
  return packet.condition === null ? [] : differing('condition', request.condition, packet.condition)
}

/** A packet whose own amount differs from its transaction's would be routed for another sum than was agreed on. */
function amountProblems(packet: Packet, { amount }: TransferTerms): readonly TransferProblem[] {
  const scaled = scaledAmount(amount)
  return scaled.ok && scaled.units === packet.amount
    ? []
    : [{ member: 'ilpPacket', message: `The packet carries ${packet.amount} units, its transaction ${amount.amount} ${amount.currency}.` }]
}

const differing = (member: string, said: unknown, agreed: string): readonly TransferProblem[] =>
  said === agreed ? [] : [{ member, message: `${member} is ${said === undefined ? 'missing' : `"${String(said)}"`}; the packet agrees on "${agreed}".` }]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value)
