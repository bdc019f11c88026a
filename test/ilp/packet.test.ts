import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agree } from '../../src/ilp/agreement.ts'
import { readPacket } from '../../src/ilp/packet.ts'
import { conditionOf, fulfils } from '../../src/ilp/preimage.ts'
import { secretProblem } from '../../src/ilp/secret.ts'
import { readTransaction } from '../../src/ilp/transaction.ts'
import { transferProblems } from '../../src/ilp/transfer.ts'
import { quoted } from './transactions.ts'

function made(version: 1 | 4) {
  const read = readTransaction(quoted())
  const agreed = read.ok ? agree(read.transaction, { version, secret: 'a secret of the payee' }) : read
  if (!agreed.ok) throw new Error(agreed.message)
  return agreed.agreement
}

const transfer = (change: Readonly<Record<string, unknown>> = {}) => {
  const { packet, condition } = made(4)
  return { payerFsp: 'BankNrOne', payeeFsp: 'MobileMoney', amount: { currency: 'USD', amount: '500' }, ilpPacket: packet, condition, ...change }
}

test.each([1, 4] as const)('of a packet of ILP %i no altered byte is read as another form of the same', (version) => {
  const bytes = Buffer.from(made(version).packet, 'base64url')

  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ mask
      const read = readPacket(altered.toString('base64url'))
      if (read.ok) expect(JSON.stringify(read.packet)).not.toBe(JSON.stringify(readPacket(bytes.toString('base64url'))))
    }),
    { numRuns: 500, seed: 3 },
  )
})

test.each([
  ['bytes behind it', (packet: string) => Buffer.concat([Buffer.from(packet, 'base64url'), Buffer.from([0])]).toString('base64url')],
  ['an end that is missing', (packet: string) => Buffer.from(packet, 'base64url').subarray(0, -4).toString('base64url')],
  ['a letter of another alphabet', (packet: string) => `${packet.slice(0, 8)}+${packet.slice(9)}`],
  ['nothing in it', () => ''],
  ['more than FSPIOP allows', () => 'A'.repeat(32_772)],
] as const)('a packet with %s is refused', (_, alter) => {
  for (const version of [1, 4] as const) expect(readPacket(alter(made(version).packet)).ok).toBe(false)
})

test('a transfer that is what was quoted has no problem', () => {
  expect(transferProblems(transfer())).toEqual([])
})

test.each([
  ['payerFsp', { payerFsp: 'greenbank' }, 'payerFsp is "greenbank"; the packet agrees on "BankNrOne".'],
  ['payeeFsp', { payeeFsp: undefined }, 'payeeFsp is missing; the packet agrees on "MobileMoney".'],
  ['amount.amount', { amount: { currency: 'USD', amount: '501' } }, 'amount.amount is "501"; the packet agrees on "500".'],
  ['amount.currency', { amount: { currency: 'TZS', amount: '500' } }, 'amount.currency is "TZS"; the packet agrees on "USD".'],
  ['condition', { condition: 'x' }, 'The condition is not 32 octets in base64url.'],
  ['ilpPacket', { ilpPacket: undefined }, 'The transfer has no ilpPacket.'],
] as const)('a transfer with another %s than its packet is told', (member, change, message) => {
  expect(transferProblems(transfer(change))).toEqual([{ member, message }])
})

test('a condition of another quote is told', () => {
  const condition = made(1).condition

  expect(transferProblems(transfer({ condition }))).toEqual([
    { member: 'condition', message: `condition is "${condition}"; the packet agrees on "${made(4).condition}".` },
  ])
})

test.each([
  ['31 octets', Buffer.alloc(31).toString('base64url')],
  ['33 octets', Buffer.alloc(33).toString('base64url')],
  ['padding', `${Buffer.alloc(32).toString('base64url')}=`],
  ['unused bits', `${'A'.repeat(42)}B`],
])('a fulfilment with %s opens nothing', (_, fulfilment) => {
  expect(conditionOf(fulfilment)).toBeNull()
  expect(fulfils(fulfilment, 'Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU')).toBe(false)
})

test("the SDK's default secret is named, and one that is short", () => {
  expect(secretProblem('mojaloop-sdk')?.kind).toBe('published')
  expect(secretProblem('fifteen octets!')?.kind).toBe('short')
  expect(secretProblem('sixteen octets!!')).toBeNull()
})
