import { stringify } from 'safe-stable-stringify'
import type { Money } from './amount.ts'

/** What payer and payee agree on in a quote: the packet's data, and what the fulfilment is made over. */
export type Transaction = TransferTerms | ConversionTerms

export interface TransferTerms {
  readonly kind: 'transfer'
  readonly amount: Money
  readonly expiration: string
  readonly payer: Party
  readonly payee: Party
  /** Everything, as given: what is not named here is agreed on too. */
  readonly whole: Readonly<Record<string, unknown>>
}

export interface ConversionTerms {
  readonly kind: 'conversion'
  readonly counterPartyFsp: string
  readonly sourceCurrency: string
  readonly targetCurrency: string
  readonly expiration: string
  readonly whole: Readonly<Record<string, unknown>>
}

export interface Party {
  readonly partyIdType: string
  readonly partyIdentifier: string
  readonly partySubIdOrType: string | null
  readonly fspId: string
}

export type TransactionRead = { readonly ok: true; readonly transaction: Transaction } | { readonly ok: false; readonly message: string }

/**
 * The transaction object of a quote (FSPIOP: `quoteId`, `transactionId`, `transactionType`, `payee`, `payer`, `expiration`, `amount`, `note`),
 * or of a currency conversion (`conversionRequestId`, `conversionTerms`). Missing and misshapen members are named.
 */
export function readTransaction(value: unknown): TransactionRead {
  try {
    return { ok: true, transaction: transactionOf(record(value, 'The transaction')) }
  } catch (cause) {
    if (cause instanceof Misshapen) return { ok: false, message: cause.message }
    throw cause
  }
}

/** The text that is hashed and carried: keys in order, no white space, as the scheme's SDK writes it from 19.19 on. */
export function canonicalTransaction({ whole }: Transaction): string {
  return stringify(whole) ?? '{}'
}

class Misshapen extends Error {}

function transactionOf(whole: Readonly<Record<string, unknown>>): Transaction {
  if (whole['conversionTerms'] !== undefined) return conversionOf(whole)
  return {
    kind: 'transfer',
    amount: moneyOf(whole['amount'], 'amount'),
    expiration: instant(whole['expiration'], 'expiration'),
    payer: partyOf(whole['payer'], 'payer'),
    payee: partyOf(whole['payee'], 'payee'),
    whole,
  }
}

function conversionOf(whole: Readonly<Record<string, unknown>>): ConversionTerms {
  const terms = record(whole['conversionTerms'], 'conversionTerms')
  return {
    kind: 'conversion',
    counterPartyFsp: word(terms['counterPartyFsp'], 'conversionTerms.counterPartyFsp'),
    sourceCurrency: word(record(terms['sourceAmount'], 'conversionTerms.sourceAmount')['currency'], 'conversionTerms.sourceAmount.currency'),
    targetCurrency: word(record(terms['targetAmount'], 'conversionTerms.targetAmount')['currency'], 'conversionTerms.targetAmount.currency'),
    expiration: instant(terms['expiration'], 'conversionTerms.expiration'),
    whole,
  }
}

function moneyOf(value: unknown, where: string): Money {
  const { currency, amount } = record(value, where)
  return { currency: word(currency, `${where}.currency`), amount: word(amount, `${where}.amount`) }
}

function partyOf(value: unknown, where: string): Party {
  const info = record(record(value, where)['partyIdInfo'], `${where}.partyIdInfo`)
  const at = (member: string): string => `${where}.partyIdInfo.${member}`
  return {
    partyIdType: word(info['partyIdType'], at('partyIdType')),
    partyIdentifier: word(info['partyIdentifier'], at('partyIdentifier')),
    partySubIdOrType: info['partySubIdOrType'] === undefined ? null : word(info['partySubIdOrType'], at('partySubIdOrType')),
    fspId: word(info['fspId'], at('fspId')),
  }
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Misshapen(`${where} is not an object.`)
  return { ...value }
}

function word(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Misshapen(`${where} is not a text with something in it.`)
  return value
}

function instant(value: unknown, where: string): string {
  const text = word(value, where)
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(Date.parse(text))) throw new Misshapen(`${where} is not a time such as 2026-11-23T12:00:00.000Z.`)
  return text
}
