import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { repeatsItself } from '../../src/pki/repetition.ts'

const number = (hex: string): bigint => BigInt(`0x${hex}`)
const random = (bytes: number): string => randomBytes(bytes).toString('hex')

test.each([
  ['one word over and over', 'c0ffee11decaf001'.repeat(32)],
  ['a block of zeros between random words', `f${random(23)}0${'0'.repeat(16)}${random(100)}${'0'.repeat(16)}${random(116)}`],
  ['three words of four bytes that are alike', `f${random(15)}7${'deadbeef'}${random(60)}${'deadbeef'}${random(60)}${'deadbeef'}${random(108)}`],
  ['digits', `${'31'.repeat(256)}`],
])('%s', (_what, hex) => {
  expect(repeatsItself(number(hex))).toBe(true)
})

test('random numbers do not', () => {
  for (const bytes of [128, 256, 384, 512]) for (let round = 0; round < 500; round += 1) expect(repeatsItself(number(`8${random(bytes).slice(1)}`))).toBe(false)
})
