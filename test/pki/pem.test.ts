import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { peekPemLabel, readPem, writePem } from '../../src/pki/pem.ts'

const LABELS = { canonical: 'CERTIFICATE REQUEST', alternatives: ['NEW CERTIFICATE REQUEST'] }
const DER = Uint8Array.from({ length: 100 }, (_, i) => i)
const BLOCK = writePem('CERTIFICATE REQUEST', DER)
const read = (text: string, max = 1) => readPem(Buffer.from(text, 'latin1'), { ...LABELS, max })
const problem = (text: string, max = 1) => {
  const result = read(text, max)
  return result.ok ? 'none' : result.problem
}

test('what is written is read again, canonical', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (der) => {
      expect(read(writePem('CERTIFICATE REQUEST', der))).toEqual({ ok: true, canonical: true, blocks: [{ label: 'CERTIFICATE REQUEST', der, line: 1 }] })
    }),
  )
})

describe('what other tools write is readable, not canonical', () => {
  test.each([
    ['text before, as openssl req -text', `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n${BLOCK}`],
    ['text after', `${BLOCK}\nthat was it\n`],
    ['CRLF', BLOCK.replaceAll('\n', '\r\n')],
    ['another label, as keytool', BLOCK.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')],
    ['no newline at the end', BLOCK.trimEnd()],
    [
      'lines of 76',
      BLOCK.replace(/\n(?!-)/g, '')
        .replace('REQUEST-----', 'REQUEST-----\n')
        .replace(/(?<=\n)([A-Za-z0-9+/=]+)-----END/, '$1\n-----END'),
    ],
    ['spaces at line ends', BLOCK.replaceAll('\n', '  \n')],
  ])('%s', (_what, text) => {
    const result = read(text)
    expect(result).toMatchObject({ ok: true, canonical: false })
    expect(result.ok && result.blocks.map(({ der }) => der)).toEqual([DER])
  })
})

describe('each kind of wrong file has its own outcome', () => {
  test.each([
    ['an empty file', '', 'empty'],
    ['white space', ' \n\n', 'empty'],
    ['text without a block', 'hello\n', 'no-block'],
    ['another label', writePem('CERTIFICATE', DER), 'label'],
    ['OpenSSL trust settings', writePem('TRUSTED CERTIFICATE', DER), 'label'],
    ['a letter that is not base64', BLOCK.replace('AAEC', 'AA*C'), 'base64'],
    ['a header line', BLOCK.replace('\n', '\nComment: x\n\n'), 'base64'],
    ['padding in the middle', BLOCK.replace('AAEC', 'AA=='), 'base64'],
    ['base64 that is cut off', BLOCK.replace('==\n', '\n'), 'base64'],
    ['padding bits that are not zero', BLOCK.replace(/.==\n/, '/==\n'), 'base64'],
    ['no END', BLOCK.split('-----END')[0] ?? '', 'base64'],
    ['another END', BLOCK.replace('END CERTIFICATE REQUEST', 'END CERTIFICATE'), 'base64'],
    ['no contents', writePem('CERTIFICATE REQUEST', new Uint8Array()), 'base64'],
    ['an END before the BEGIN', `-----END CERTIFICATE REQUEST-----\n${BLOCK}`, 'base64'],
    ['two blocks', BLOCK + BLOCK, 'too-many'],
    ['a second block of another kind', BLOCK + writePem('CERTIFICATE', DER), 'too-many'],
    ['17 KiB of text', `${'x'.repeat(80)}\n`.repeat(220) + BLOCK, 'text'],
    ['control characters around', `\u001b[2J\n${BLOCK}`, 'text'],
  ])('%s', (_what, text, expected) => {
    expect(problem(text)).toBe(expected)
  })

  test('more blocks than allowed, and extra data is told from unreadable', () => {
    expect(problem(BLOCK.repeat(3), 3)).toBe('none')
    expect(read(BLOCK.repeat(4), 3)).toMatchObject({ problem: 'too-many', reason: 'extra-data', line: 16 })
    expect(read('')).toMatchObject({ reason: 'unreadable' })
  })

  test('the wrong line is named', () => {
    expect(read(BLOCK.replace('AAEC', 'AA*C'))).toMatchObject({ line: 2, message: 'Line 2 is not base64.' })
  })
})

test('any bytes give blocks or a failure, never a throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof readPem(bytes, LABELS).ok === 'boolean'))
  fc.assert(
    fc.property(
      fc.nat(BLOCK.length - 1),
      fc.string({ unit: 'binary', maxLength: 3 }),
      (at, insert) => typeof read(BLOCK.slice(0, at) + insert + BLOCK.slice(at)).ok === 'boolean',
    ),
  )
})

test('the first label can be looked at', () => {
  expect(peekPemLabel(Buffer.from(`text\n${BLOCK}`))).toBe('CERTIFICATE REQUEST')
  expect(peekPemLabel(Buffer.from('nothing'))).toBeNull()
})

test.each([
  ['a block that is never closed', 'x\n-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n', 2],
  ['another end', 'x\n-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE-----\n', 4],
  ['a line that is not base64', 'x\n-----BEGIN CERTIFICATE REQUEST-----\nMAAA\nM*==\n-----END CERTIFICATE REQUEST-----\n', 4],
  ['padding before the end', 'x\n-----BEGIN CERTIFICATE REQUEST-----\nMAA=\nMAA=\n-----END CERTIFICATE REQUEST-----\n', 3],
])('%s is said of its line', (_what, text, line) => {
  expect(read(text)).toMatchObject({ ok: false, line, message: expect.stringContaining(`ine ${line}`) })
})

test('what is written has lines of 64 characters', () => {
  const written = writePem('PUBLIC KEY', new Uint8Array(100)).split('\n')
  expect(written.map(({ length }) => length)).toEqual([26, 64, 64, 8, 24, 0])
})
