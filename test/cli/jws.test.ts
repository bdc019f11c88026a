import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportPkcs1, exportPublicKey, keyPair } from '../../src/pki/keys.ts'
import { sampleFiles, sampleKeys } from '../support/environment.ts'
import { writeFiles } from '../support/folder.ts'
import { cli } from '../support/run-cli.ts'
import { workshop } from '../support/shell.ts'

const place = workshop()
const dir = place.directory
const key = keyPair(sampleKeys('greenbank-jws-2026-11').privateKey)
const MESSAGE = ['--method', 'POST', '--path', '/quotes', '--header', 'FSPIOP-Source: greenbank', '--header', 'FSPIOP-Destination: bluebank']
const DATE = ['--header', 'Date: Mon, 23 Nov 2026 12:00:00 GMT']
const AS_OF = ['--as-of', '2026-11-23T12:01:00Z']

const jws = (...words: readonly string[]) => cli(dir, ['jws', ...words, ...AS_OF])

async function signed(...more: readonly string[]): Promise<readonly string[]> {
  const { out } = await jws('sign', '--key', 'green.key', ...MESSAGE, ...more, '--body', 'quote.json', '--out-body', 'sent.json')
  return [...MESSAGE, ...more, '--header', `FSPIOP-Signature: ${out.trim()}`]
}

beforeAll(() => {
  writeFiles(join(dir, 'env'), sampleFiles())
  writeFiles(dir, [
    ['green.key', exportPkcs1(key)],
    ['green.pub', exportPublicKey(key)],
    ['quote.json', '{ "quoteId": "q-1", "amount": { "currency": "TZS", "amount": "100" } }\n'],
    ['other.json', '{"quoteId":"q-2"}'],
    ['empty.json', ''],
  ])
})

afterAll(() => place.close())

test('what is signed with a registered key verifies with the registry, over the bytes that were to be sent', async () => {
  const message = await signed(...DATE)

  expect(readFileSync(join(dir, 'sent.json'), 'utf8')).toBe('{"amount":{"amount":"100","currency":"TZS"},"quoteId":"q-1"}')
  expect(await jws('verify', 'env', ...message, '--body', 'sent.json')).toEqual({
    exit: 0,
    out: 'verified: signed by greenbank with dfsps/greenbank/jws/2026-11.pem, RS256, over the body as it came\n',
    err: '',
  })
  expect(JSON.parse((await jws('verify', 'env', ...message, '--body', 'quote.json', '--format', 'json')).out)).toMatchObject({
    ok: true,
    form: 'canonical',
    path: 'dfsps/greenbank/jws/2026-11.pem',
  })
})

test('another body is not verified, and the check that failed is told', async () => {
  expect(await jws('verify', 'env', ...(await signed(...DATE)), '--body', 'other.json')).toEqual({
    exit: 1,
    out: 'not verified: signature: The signature is by no key of the source over this body, as it came or with its keys in order.\n',
    err: '',
  })
})

test("policy's age of a message holds; with a key alone none does", async () => {
  const message = await signed('--header', 'Date: Mon, 23 Nov 2026 11:00:00 GMT')

  expect(await jws('verify', 'env', ...message, '--body', 'sent.json')).toMatchObject({
    exit: 1,
    out: 'not verified: stale: The signed Date is 3660 seconds old; at most 300 are allowed.\n',
  })
  expect((await jws('verify', '--key', 'green.pub', ...message, '--body', 'sent.json')).exit).toBe(0)
  expect((await jws('verify', '--key', 'green.pub', '--max-age', '60', ...message, '--body', 'sent.json')).exit).toBe(1)
})

test("a message in another's name is verified with that one's keys", async () => {
  const message = (await signed(...DATE)).map((word) => (word === 'FSPIOP-Source: greenbank' ? 'FSPIOP-Source: bluebank' : word))

  expect((await jws('verify', 'env', ...message, '--body', 'sent.json')).out).toMatch(/^not verified: signature: /)
})

test.each([
  [
    ['sign', '--key', 'green.pub', ...MESSAGE, '--body', 'quote.json'],
    2,
    'muhuri: the key "green.pub" cannot sign messages: it holds no private key in PEM, or the passphrase is wrong',
  ],
  [
    ['sign', '--key', 'green.key', '--method', 'POST', '--path', '/quotes', '--header', 'x', '--body', 'quote.json'],
    2,
    'muhuri: "x" given with --header is not a header line',
  ],
  [['verify', 'env', '--key', 'green.pub', ...MESSAGE, '--body', 'quote.json'], 2, 'muhuri: a folder and --key were given; expected one of them'],
  [['verify', '--key', 'quote.json', ...MESSAGE, '--body', 'quote.json'], 2, 'muhuri: the key "quote.json" is no public key'],
  [['forge'], 2, 'muhuri: "forge" is not an action of jws'],
])('jws %j ends with %i', async (line, exit, message) => {
  const result = await jws(...line)

  expect(result.exit).toBe(exit)
  expect(result.err.split('\n')[0]).toContain(message)
})

test('a request without a body is not signed', async () => {
  expect(await jws('sign', '--key', 'green.key', ...MESSAGE, '--body', 'empty.json')).toEqual({
    exit: 1,
    out: 'not verified: body: The request has no body; FSPIOP signs only requests that have one.\n',
    err: '',
  })
})
