import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agree, fulfilmentOf } from '../../src/ilp/agreement.ts'
import { readPacket } from '../../src/ilp/packet.ts'
import { conditionOf, fulfils } from '../../src/ilp/preimage.ts'
import { readTransaction, type Transaction } from '../../src/ilp/transaction.ts'
import { mojaloopSdk } from '../support/mojaloop-sdk.ts'
import { conversion, quoted } from './transactions.ts'

const VERSIONS = [1, 4] as const

function transaction(value: unknown): Transaction {
  const read = readTransaction(value)
  if (!read.ok) throw new Error(read.message)
  return read.transaction
}

function agreement(value: unknown, version: 1 | 4, secret: string) {
  const agreed = agree(transaction(value), { version, secret })
  if (!agreed.ok) throw new Error(agreed.message)
  return agreed.agreement
}

test.each([
  {
    version: 1,
    fulfilment: 'rdHZei4U2j2ZJPATE2AU9zkafc-mDrWm--sZwJoAUmg',
    condition: '27--Qpd8ejpFt0cxRYR7L_izMsdqIFhel-KP7zF5QQw',
    length: 1091,
    sha256: '1d7364edb95c39f2',
  },
  {
    version: 4,
    fulfilment: '8vISubltYoc3dpfWq61zYGfI8uuFMtqTIUgUi-Hrtv0',
    condition: '0CTTMO9tu-8PVJy1IJoFnUmJ743FYEWX7RKuHVdGkro',
    length: 1128,
    sha256: 'e7005c9f7968ca73',
  },
] as const)('the frozen values of ILP $version are reproduced', ({ version, length, sha256, ...expected }) => {
  const { packet, ...made } = agreement(quoted(), version, 'test')

  expect(made).toEqual({ version, ...expected })
  expect(packet).toHaveLength(length)
  expect(createHash('sha256').update(packet).digest('hex').slice(0, 16)).toBe(sha256)
})

test.each(VERSIONS)('a packet of ILP %i gives its transaction back, and with the secret its fulfilment', (version) => {
  for (const value of [quoted(), conversion()]) {
    const { packet, condition, fulfilment } = agreement(value, version, 'a secret of the payee')
    const read = readPacket(packet)

    expect(read).toMatchObject({ ok: true, packet: { version, transaction: { whole: value }, condition: version === 4 ? condition : null } })
    expect(fulfilmentOf(packet, 'a secret of the payee')).toEqual({ ok: true, fulfilment })
    expect(conditionOf(fulfilment)).toBe(condition)
    expect(fulfils(fulfilment, condition)).toBe(true)
  }
})

test('what another secret made is told by the condition in the packet', () => {
  const { packet } = agreement(quoted(), 4, 'a secret of the payee')

  expect(fulfilmentOf(packet, 'another secret')).toEqual({ ok: false, message: 'The packet was not made with this secret: its condition is another.' })
})

test('the SDK makes the same packet, condition and fulfilment of the same terms', { timeout: 180_000 }, async () => {
  const sdk = await mojaloopSdk('19.19.1')
  const terms = fc.record({
    amount: fc.nat({ max: 10 ** 9 }),
    digits: fc.constantFrom(0, 1, 2),
    note: fc.string({ unit: 'grapheme', maxLength: 64 }),
    secret: fc.string({ minLength: 1, unit: 'grapheme' }),
  })

  fc.assert(
    fc.property(terms, fc.constantFrom(...VERSIONS), ({ amount, digits, note, secret }, version) => {
      const money = { currency: 'USD', amount: decimal(amount, digits) }
      const value = quoted({ amount: money, ...(note === '' ? {} : { note }) })
      const theirs = sdk.ilp(version, secret).getResponseIlp(value)
      const ours = agreement(value, version, secret)

      expect({ packet: ours.packet, condition: ours.condition, fulfilment: ours.fulfilment }).toEqual({
        packet: theirs.ilpPacket,
        condition: theirs.condition,
        fulfilment: theirs.fulfilment,
      })
      expect(sdk.ilp(version, secret).validateFulfil(ours.fulfilment, theirs.condition)).toBe(true)
    }),
    { numRuns: 300, seed: 7 },
  )
})

/** FSPIOP writes no trailing zeros. */
function decimal(units: number, digits: number): string {
  const text = (units / 10 ** digits).toFixed(digits)
  return digits === 0 ? text : text.replace(/\.?0+$/, '')
}

test.each([
  ['a currency that is none', { amount: { currency: 'QQQ', amount: '1' } }, 'The currency "QQQ" is not in ISO 4217.'],
  ['more decimals than the currency has', { amount: { currency: 'UGX', amount: '1.5' } }, 'The amount "1.5" has more decimals than UGX, which has 0.'],
  ['an amount with leading zeros', { amount: { currency: 'TZS', amount: '0100' } }, 'The amount "0100" is not written as FSPIOP has it, such as 100 or 99.95.'],
  [
    'an amount with trailing zeros',
    { amount: { currency: 'TZS', amount: '1.50' } },
    'The amount "1.50" is not written as FSPIOP has it, such as 100 or 99.95.',
  ],
] as const)('no packet says %s', (_, change, message) => {
  for (const version of VERSIONS) expect(agree(transaction(quoted(change)), { version, secret: 'a secret of the payee' })).toEqual({ ok: false, message })
})

test.each([
  ['amount', 'amount is not an object.'],
  ['payee', 'payee is not an object.'],
  ['expiration', 'expiration is not a text with something in it.'],
] as const)('a transaction without %s is named', (member, message) => {
  expect(readTransaction(quoted({ [member]: undefined }))).toEqual({ ok: false, message })
})
