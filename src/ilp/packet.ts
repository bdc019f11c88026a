import ilp from 'ilp-packet'
import ilpV1 from 'ilp-packet-v1'
import { scaledAmount } from './amount.ts'
import { readOctets } from './preimage.ts'
import { canonicalTransaction, readTransaction, type Transaction } from './transaction.ts'

/** Which packet: 1 is the IlpPayment of Interledger's first edition, 4 the IlpPrepare of ILPv4. */
export type IlpVersion = 1 | 4

export interface Packet {
  readonly version: IlpVersion
  /** In the currency's smallest unit; `0` for a conversion. */
  readonly amount: string
  readonly address: string
  /** ILPv4 only, as is the condition. */
  readonly expiresAt: string | null
  readonly condition: string | null
  readonly transaction: Transaction
}

export type PacketRead = { readonly ok: true; readonly packet: Packet } | { readonly ok: false; readonly message: string }
export type PacketWritten = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/** `ilpPacket` of the FSPIOP API: 1..32768 characters of base64url. */
const MOST_CHARACTERS = 32_768
/** Mojaloop's address in every ILPv4 packet: its switch routes by FSP id, not by ILP address. */
const SWITCH_ADDRESS = 'g.mojaloop'

/** The packet of ILP 1 over a transaction, in base64url; the fulfilment is made from this text. */
export function writePayment(transaction: Transaction): PacketWritten {
  const amount = amountOf(transaction)
  if (!amount.ok) return amount
  return written(ilpV1.serializeIlpPayment({ amount: amount.units, account: accountOf(transaction), data: dataOf(transaction) }))
}

/** The packet of ILP 4 over a transaction and its condition, in base64url. */
export function writePrepare(transaction: Transaction, condition: string): PacketWritten {
  const amount = amountOf(transaction)
  const octets = readOctets(condition)
  if (!amount.ok) return amount
  if (octets === null) return { ok: false, message: `The condition "${condition}" is not 32 octets in base64url.` }
  const expiresAt = new Date(transaction.expiration)
  return written(
    ilp.serializeIlpPrepare({
      amount: amount.units,
      destination: SWITCH_ADDRESS,
      expiresAt,
      executionCondition: Buffer.from(octets),
      data: dataOf(transaction),
    }),
  )
}

/** What a packet says; refused where it is of neither version, has bytes behind it, or carries no transaction. */
export function readPacket(text: string): PacketRead {
  const bytes = Buffer.from(text, 'base64url')
  if (text.length === 0 || text.length > MOST_CHARACTERS || bytes.toString('base64url') !== text.replace(/=+$/, ''))
    return { ok: false, message: `The packet is not 1 to ${MOST_CHARACTERS} characters of base64url.` }
  try {
    return bytes[0] === ilpV1.Type.TYPE_ILP_PAYMENT ? readPayment(bytes) : readPrepare(bytes)
  } catch {
    return { ok: false, message: 'The packet is no IlpPayment (version 1) and no IlpPrepare (version 4).' }
  }
}

function readPayment(bytes: Buffer): PacketRead {
  const { amount, account, data } = ilpV1.deserializeIlpPayment(bytes)
  if (!ilpV1.serializeIlpPayment({ amount, account, data }).equals(bytes)) return behind()
  return withTransaction(data, (transaction) => ({ version: 1, amount, address: account, expiresAt: null, condition: null, transaction }))
}

function readPrepare(bytes: Buffer): PacketRead {
  const prepare = ilp.deserializeIlpPrepare(bytes)
  if (!ilp.serializeIlpPrepare(prepare).equals(bytes)) return behind()
  return withTransaction(prepare.data, (transaction) => ({
    version: 4,
    amount: prepare.amount,
    address: prepare.destination,
    expiresAt: prepare.expiresAt.toISOString(),
    condition: prepare.executionCondition.toString('base64url'),
    transaction,
  }))
}

const behind = (): PacketRead => ({ ok: false, message: 'The packet is not written in its only form: bytes behind it, or lengths that differ.' })

function withTransaction(data: Buffer, packetOf: (transaction: Transaction) => Packet): PacketRead {
  const read = readTransaction(jsonOf(data))
  return read.ok ? { ok: true, packet: packetOf(read.transaction) } : { ok: false, message: `The packet's data is no transaction: ${read.message}` }
}

function jsonOf(data: Buffer): unknown {
  try {
    return JSON.parse(Buffer.from(data.toString('ascii'), 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

const dataOf = (transaction: Transaction): Buffer => Buffer.from(Buffer.from(canonicalTransaction(transaction)).toString('base64url'), 'ascii')

const amountOf = (transaction: Transaction): ReturnType<typeof scaledAmount> =>
  transaction.kind === 'transfer' ? scaledAmount(transaction.amount) : { ok: true, units: '0' }

/** `g.<FspId>.<id type>.<id>`: where the money goes, as an ILP address of the first edition. */
function accountOf(transaction: Transaction): string {
  if (transaction.kind === 'conversion') return `g.${transaction.counterPartyFsp}.${transaction.sourceCurrency}.${transaction.targetCurrency}`.toLowerCase()
  const { fspId, partyIdType, partyIdentifier, partySubIdOrType } = transaction.payee
  const ids = [partyIdType, partyIdentifier, ...(partySubIdOrType === null ? [] : [partySubIdOrType])].map((id) => id.toLowerCase())
  return ['g', fspId, ...ids].join('.')
}

function written(bytes: Buffer): PacketWritten {
  const text = bytes.toString('base64url')
  return text.length <= MOST_CHARACTERS
    ? { ok: true, text }
    : { ok: false, message: `The packet has ${text.length} characters; FSPIOP allows ${MOST_CHARACTERS}.` }
}
