import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { findings, type JudgeOptions, type TestFiles } from '../support/judge.ts'
import { testCa, testCsr, testKey } from '../support/pki.ts'
import { prime, rsaKeyOf, rsaPublicKey } from '../support/rsa-key.ts'

const green = 'dfsps/greenbank/client/2026-11.csr'
const blue = 'dfsps/bluebank/client/2026-11.csr'
const jws = 'dfsps/greenbank/jws/2026-11.pem'
const [p, q, r, s] = [prime(1024), prime(1024), prime(1024), prime(1024)]
const one = rsaKeyOf(p, q)
const other = rsaKeyOf(p, r)
const csr = (key = one): string => testCsr({ key, subject: {} }).pem
const both: TestFiles = { [green]: csr(one), [blue]: csr(other) }

const named = (files: TestFiles, options: JudgeOptions = {}): string[] =>
  findings(['csr', 'certificate', 'jws'], files, options).map(({ code, path, message }) => `${code} ${path} ${/of "(.*)";/.exec(message)?.[1] ?? message}`)

const record = (key: { readonly spki: Uint8Array }, changes: object = {}): TestFiles => {
  const spki = createHash('sha256').update(key.spki).digest('hex')
  const publicKey = Buffer.from(key.spki).toString('base64')
  return { [`issued/keys/${spki}.json`]: JSON.stringify({ version: 1, spki, publicKey, purpose: 'client', dfsp: 'redbank', commit: null, ...changes }) }
}
const pathOf = (files: TestFiles): string => Object.keys(files)[0] ?? ''

it('takes keys that share nothing', () => {
  expect(named({ [green]: csr(one), [blue]: csr(rsaKeyOf(r, s)) })).toEqual([])
})

it('names a shared prime once, on the later path, with the other', () => {
  expect(named(both)).toEqual([`csr/weak-key ${green} ${blue}`])
})

it('blames the newcomer where there is a base', () => {
  expect(named(both, { base: { [green]: both[green] ?? '' } })).toEqual([`csr/weak-key ${blue} ${green}`])
})

it('finds it across families', () => {
  const ca = testCa().issue({ key: rsaKeyOf(q, s) }).pem
  const server = 'dfsps/greenbank/server-ca/public.pem'
  expect(named({ [green]: csr(one), [jws]: other.publicPem, [server]: ca }).filter((line) => line.includes('weak-key'))).toEqual([
    `jws/weak-key ${jws} ${green}`,
    `cert/weak-key ${server} ${green}`,
  ])
})

it('finds it in a key whose file is gone', () => {
  const gone = record(other)
  expect(named({ ...gone, [green]: csr(one) })).toEqual([`csr/weak-key ${green} ${pathOf(gone)}`])
})

it('finds it in another environment of the scheme', () => {
  expect(named({ [green]: csr(one) }, { siblings: [{ [blue]: csr(other) }] })).toEqual([`csr/weak-key ${green} another environment: ${blue}`])
})

it('says nothing of two keys that are both gone', () => {
  expect(named({ ...record(one), ...record(other), [green]: csr(rsaKeyOf(r, s)) }).filter((line) => !line.includes(green))).toEqual([])
})

it('leaves the same key in two places to key-reuse', () => {
  expect(named({ [green]: csr(one), [blue]: csr(one) }).map((line) => line.split(' ')[0])).toEqual(['csr/key-reuse'])
})

it('finds the same modulus under another exponent', () => {
  const twice = rsaPublicKey(p * q, 3n).pem
  expect(named({ [green]: csr(one), [jws]: twice })).toEqual([`jws/weak-key ${jws} RSA key has the exponent 3; the policy asks for 65537.`])
})

it('does not take a record for more than it names', () => {
  const files = record(other, { publicKey: Buffer.from(testKey('p256').spki).toString('base64') })
  expect(findings(['document'], files).map(({ code, path, message }) => [code, path, message])).toEqual([
    ['schema/invalid', pathOf(files), '"publicKey" is not the key whose SHA-256 is in "spki"'],
  ])
})
