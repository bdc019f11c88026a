import { expect, test } from 'vitest'
import { DerError, readDer } from '../../src/pki/der.ts'
import { element } from '../../src/pki/der-write.ts'
import { readTime } from '../../src/pki/time.ts'

const read = (tag: number, text: string) => readTime(readDer(element(tag, new TextEncoder().encode(text))))

test('UTCTime turns at 1950, GeneralizedTime says its year', () => {
  expect(read(0x17, '491231235959Z').date.toISOString()).toBe('2049-12-31T23:59:59.000Z')
  expect(read(0x17, '500101000000Z').date.toISOString()).toBe('1950-01-01T00:00:00.000Z')
  expect(read(0x18, '99991231235959Z')).toEqual({ date: new Date('9999-12-31T23:59:59Z'), defect: null })
})

test('GeneralizedTime before 2050 can be read and is a defect', () => {
  expect(read(0x18, '20300101000000Z')).toEqual({ date: new Date('2030-01-01T00:00:00Z'), defect: expect.stringContaining('2030') })
})

test.each([
  [0x17, '2601010000Z'],
  [0x17, '260101000000+0000'],
  [0x17, '260230000000Z'],
  [0x17, '261301000000Z'],
  [0x17, '260101240000Z'],
  [0x17, '26010100000xZ'],
  [0x18, '20500101000000.5Z'],
  [0x18, '20500101000000+'],
  [0x04, '260101000000Z'],
])('tag %i with %s is no time', (tag, text) => {
  expect(() => read(tag, text)).toThrow(DerError)
})
