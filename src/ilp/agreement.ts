import { type IlpVersion, readPacket, writePayment, writePrepare } from './packet.ts'
import { conditionOf, keyedFulfilment } from './preimage.ts'
import { canonicalTransaction, type Transaction } from './transaction.ts'

/** What the payee answers a quote with (packet, condition), and what it keeps until the money is reserved (fulfilment). */
export interface Agreement {
  readonly version: IlpVersion
  readonly packet: string
  readonly condition: string
  readonly fulfilment: string
}

export type Agreed = { readonly ok: true; readonly agreement: Agreement } | { readonly ok: false; readonly message: string }

/** The payee's secret, and which packets its scheme speaks. */
export interface IlpKey {
  readonly version: IlpVersion
  readonly secret: string
}

/**
 * Packet, condition and fulfilment of a transaction, as Mojaloop makes them: version 1 keys the fulfilment over the packet's text,
 * version 4 over the transaction (base64), so that the packet can carry the condition. The condition is SHA-256 of the fulfilment.
 */
export function agree(transaction: Transaction, { version, secret }: IlpKey): Agreed {
  return version === 1 ? agreeOnPayment(transaction, secret) : agreeOnPrepare(transaction, secret)
}

/** The fulfilment of a packet that this secret made; from the packet alone, as a payee does when the transfer arrives. */
export function fulfilmentOf(
  packet: string,
  secret: string,
): { readonly ok: true; readonly fulfilment: string } | { readonly ok: false; readonly message: string } {
  const read = readPacket(packet)
  if (!read.ok) return read
  const fulfilment = read.packet.version === 1 ? keyedFulfilment(secret, packet) : transactionFulfilment(read.packet.transaction, secret)
  if (read.packet.condition !== null && conditionOf(fulfilment) !== read.packet.condition)
    return { ok: false, message: 'The packet was not made with this secret: its condition is another.' }
  return { ok: true, fulfilment }
}

function agreeOnPayment(transaction: Transaction, secret: string): Agreed {
  const packet = writePayment(transaction)
  return packet.ok ? { ok: true, agreement: agreement(1, packet.text, keyedFulfilment(secret, packet.text)) } : packet
}

function agreeOnPrepare(transaction: Transaction, secret: string): Agreed {
  const fulfilment = transactionFulfilment(transaction, secret)
  const packet = writePrepare(transaction, conditionOf(fulfilment) ?? '')
  return packet.ok ? { ok: true, agreement: agreement(4, packet.text, fulfilment) } : packet
}

const agreement = (version: IlpVersion, packet: string, fulfilment: string): Agreement => ({
  version,
  packet,
  condition: conditionOf(fulfilment) ?? '',
  fulfilment,
})

const transactionFulfilment = (transaction: Transaction, secret: string): string =>
  keyedFulfilment(secret, Buffer.from(canonicalTransaction(transaction)).toString('base64'))
