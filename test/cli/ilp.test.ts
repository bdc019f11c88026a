import { afterAll, beforeAll, expect, test } from 'vitest'
import { quoted } from '../ilp/transactions.ts'
import { writeFiles } from '../support/folder.ts'
import { cli, words } from '../support/run-cli.ts'
import { workshop } from '../support/shell.ts'

const place = workshop()
const SECRET = 'a secret of the payee'

const ilp = (line: string) => cli(place.directory, words(`ilp ${line}`))

beforeAll(() => {
  writeFiles(place.directory, [
    ['quote.json', JSON.stringify(quoted())],
    ['ilp.secret', `${SECRET}\n`],
    ['default.secret', 'mojaloop-sdk\n'],
    ['short.secret', 'test\n'],
    ['list.json', '[]'],
  ])
})

afterAll(() => place.close())

test.each(['1', '4'])('packet, condition and fulfilment of ILP %s belong together', async (version) => {
  const options = `--version ${version} --secret-file ilp.secret --transaction quote.json`
  const packet = (await ilp(`packet ${options}`)).out.trim()
  const condition = (await ilp(`condition ${options}`)).out.trim()
  const fulfilment = (await ilp(`fulfil ${options}`)).out.trim()

  expect(await ilp(`fulfil --secret-file ilp.secret --packet ${packet}`)).toEqual({ exit: 0, out: `${fulfilment}\n`, err: '' })
  expect(await ilp(`verify --condition ${condition} --fulfilment ${fulfilment}`)).toEqual({
    exit: 0,
    out: 'verified: the fulfilment opens the condition\n',
    err: '',
  })
  expect(JSON.parse((await ilp(`decode --packet ${packet} --format json`)).out)).toMatchObject({ ok: true, ilpVersion: Number(version), transaction: quoted() })
  expect((await ilp(`verify --condition ${condition} --fulfilment ${condition}`)).exit).toBe(1)
})

test('a transfer is held against its packet', async () => {
  const made = JSON.parse((await ilp('packet --version 4 --secret-file ilp.secret --transaction quote.json --format json')).out)
  const body = { payerFsp: 'BankNrOne', payeeFsp: 'MobileMoney', amount: { currency: 'USD', amount: '500' }, ilpPacket: made.packet, condition: made.condition }
  writeFiles(place.directory, [
    ['transfer.json', JSON.stringify(body)],
    ['raised.json', JSON.stringify({ ...body, amount: { currency: 'USD', amount: '5000' } })],
  ])

  expect(await ilp('verify --transfer transfer.json')).toEqual({ exit: 0, out: 'verified: the transfer is what its packet agrees on\n', err: '' })
  expect(await ilp('verify --transfer raised.json')).toEqual({ exit: 1, out: 'ilp/transfer amount.amount is "5000"; the packet agrees on "500".\n', err: '' })
})

test('with the default secret of the SDK nothing is made, and no secret is shown', async () => {
  const { exit, out, err } = await ilp('fulfil --version 4 --secret-file default.secret --transaction quote.json')

  expect({ exit, out }).toEqual({ exit: 1, out: 'ilp/default-secret The ILP secret is the default of published software: anybody can make its fulfilments.\n' })
  expect(`${out}${err}`).not.toContain('mojaloop-sdk')
})

test('a short secret is said', async () => {
  const { exit, err } = await ilp('fulfil --version 4 --secret-file short.secret --transaction quote.json')

  expect({ exit, err }).toEqual({ exit: 0, err: 'muhuri: The ILP secret is shorter than 16 octets: it can be guessed from one packet.' })
})

test.each([
  ['packet --secret-file ilp.secret --transaction quote.json', 'muhuri: option --version is missing'],
  ['packet --version 2 --secret-file ilp.secret --transaction quote.json', 'muhuri: "2" given with --version is not known'],
  ['packet --version 4 --transaction quote.json', 'muhuri: option --secret-file is missing'],
  ['packet --version 4 --secret-file ilp.secret --transaction list.json', 'muhuri: the file "list.json" given with --transaction holds no JSON object'],
  ['burn', 'muhuri: "burn" is not an action of ilp'],
])('ilp %s is a usage error', async (line, message) => {
  const { exit, err } = await ilp(line)

  expect({ exit, first: err.split('\n')[0] }).toEqual({ exit: 2, first: message })
})

test('a value that begins with a dash is a value', async () => {
  const fulfilment = Buffer.from([0xf8, ...new Uint8Array(31)]).toString('base64url')
  const { exit, out } = await ilp(`verify --condition ${fulfilment} --fulfilment ${fulfilment} --format json`)

  expect(fulfilment.startsWith('-')).toBe(true)
  expect({ exit, codes: JSON.parse(out).problems.map(({ code }: { code: string }) => code) }).toEqual({ exit: 1, codes: ['ilp/fulfilment'] })
})
