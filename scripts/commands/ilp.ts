import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readSecret } from '../../src/adapters/secret-file.ts'
import { type Agreement, agree, fulfilmentOf, type IlpKey } from '../../src/ilp/agreement.ts'
import type { IlpVersion } from '../../src/ilp/packet.ts'
import { readPacket } from '../../src/ilp/packet.ts'
import { conditionOf, fulfils, readOctets } from '../../src/ilp/preimage.ts'
import { secretProblem } from '../../src/ilp/secret.ts'
import { readTransaction, type Transaction } from '../../src/ilp/transaction.ts'
import { transferProblems } from '../../src/ilp/transfer.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { visible } from '../../src/report/visible.ts'
import { positional, required, text } from '../arguments.ts'
import { choice } from '../choice.ts'
import type { Command, Invocation, Outcome } from '../command.ts'

const VERSIONS = ['1', '4'] as const

/** `muhuri ilp`: packet, condition and fulfilment of a transfer, and the checks of them. */
export const ilp: Command = {
  name: 'ilp',
  summary: 'Make and check the ILP packet, condition and fulfilment of a transfer.',
  usage:
    'ilp packet|condition|fulfil --version 1|4 --secret-file f --transaction f.json | ilp fulfil --secret-file f --packet p | ilp decode --packet p | ilp verify --condition c --fulfilment f | ilp verify --transfer f.json',
  examples: [
    'muhuri ilp packet --version 4 --secret-file ilp.secret --transaction quote.json',
    'muhuri ilp verify --condition 0CTTMO9tu-8PVJy1IJoFnUmJ743FYEWX7RKuHVdGkro --fulfilment 8vISubltYoc3dpfWq61zYGfI8uuFMtqTIUgUi-Hrtv0',
    'muhuri ilp verify --transfer transfer.json',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    version: { type: 'string', help: '1 or 4: the version that environment.yaml names under ilp' },
    'secret-file': { type: 'string', help: "the payee's own ILP secret: a file of mode 600, or fd:<number>" },
    transaction: { type: 'string', help: 'the transaction object as JSON: quoteId, transactionId, payer, payee, amount, expiration … or conversionTerms' },
    packet: { type: 'string', base64url: true, help: 'an ilpPacket, base64url' },
    condition: { type: 'string', base64url: true, help: 'the condition of a quote' },
    fulfilment: { type: 'string', base64url: true, help: 'the fulfilment of a transfer' },
    transfer: { type: 'string', help: 'body of POST /transfers as JSON, held against its own packet' },
  },
  async run(invocation) {
    const action = ACTIONS[positional(invocation, 0, 'packet|condition|fulfil|decode|verify')]
    if (action === undefined)
      throw new MuhuriError('usage', `"${invocation.positionals[0]}" is not an action of ilp`, { hint: 'packet, condition, fulfil, decode or verify' })
    return action(invocation)
  },
}

const ACTIONS: Readonly<Record<string, (invocation: Invocation) => Promise<Outcome>>> = {
  packet: (invocation) => made(invocation, ({ packet, condition }) => ({ shown: packet, more: { packet, condition } })),
  condition: (invocation) => made(invocation, ({ condition }) => ({ shown: condition, more: { condition } })),
  fulfil: (invocation) => (text(invocation, 'packet') === undefined ? fulfilTransaction(invocation) : fulfilPacket(invocation)),
  decode,
  verify: (invocation) => (text(invocation, 'transfer') === undefined ? verifyFulfilment(invocation) : verifyTransfer(invocation)),
}

const fulfilTransaction = (invocation: Invocation): Promise<Outcome> =>
  made(invocation, ({ fulfilment, condition }) => ({ shown: fulfilment, more: { fulfilment, condition } }))

async function made(invocation: Invocation, pick: (agreement: Agreement) => Shown): Promise<Outcome> {
  const key = { version: versionOf(invocation), secret: await secretOf(invocation) }
  const weak = published(key.secret)
  if (weak !== null) return no([weak])
  const agreed = agree(await transactionOf(invocation), key satisfies IlpKey)
  return agreed.ok ? yes(pick(agreed.agreement)) : no([{ code: 'ilp/transaction', message: agreed.message }])
}

async function fulfilPacket(invocation: Invocation): Promise<Outcome> {
  const secret = await secretOf(invocation)
  const weak = published(secret)
  if (weak !== null) return no([weak])
  const fulfilled = fulfilmentOf(required(invocation, 'packet'), secret)
  if (!fulfilled.ok) return no([{ code: 'ilp/packet', message: fulfilled.message }])
  const { fulfilment } = fulfilled
  return yes({ shown: fulfilment, more: { fulfilment, condition: conditionOf(fulfilment) } })
}

async function decode(invocation: Invocation): Promise<Outcome> {
  const read = readPacket(required(invocation, 'packet'))
  if (!read.ok) return no([{ code: 'ilp/packet', message: read.message }])
  const { version, transaction, ...said } = read.packet
  const more = { ilpVersion: version, ...said, transaction: transaction.whole }
  return yes({ shown: JSON.stringify(more, null, 2), more })
}

async function verifyFulfilment(invocation: Invocation): Promise<Outcome> {
  const condition = required(invocation, 'condition')
  const fulfilment = required(invocation, 'fulfilment')
  const problems = [
    ...(readOctets(condition) === null ? [{ code: 'ilp/condition', message: 'The condition is not 32 octets in base64url without padding.' }] : []),
    ...(readOctets(fulfilment) === null ? [{ code: 'ilp/fulfilment', message: 'The fulfilment is not 32 octets in base64url without padding.' }] : []),
  ]
  if (problems.length > 0) return no(problems)
  return fulfils(fulfilment, condition)
    ? yes({ shown: 'verified: the fulfilment opens the condition', more: {} })
    : no([{ code: 'ilp/fulfilment', message: `The fulfilment opens the condition ${conditionOf(fulfilment)}, not this one.` }])
}

async function verifyTransfer(invocation: Invocation): Promise<Outcome> {
  const request = await jsonFile(invocation, 'transfer')
  const problems = transferProblems(request).map(({ member, message }) => ({ code: 'ilp/transfer', member, message }))
  const fulfilment = text(invocation, 'fulfilment')
  const opened = fulfilment === undefined || fulfils(fulfilment, String(request['condition']))
  const all = opened ? problems : [...problems, { code: 'ilp/fulfilment', message: "The fulfilment does not open the transfer's condition." }]
  return all.length === 0 ? yes({ shown: 'verified: the transfer is what its packet agrees on', more: {} }) : no(all)
}

interface Shown {
  readonly shown: string
  readonly more: Readonly<Record<string, unknown>>
}

interface Problem {
  readonly code: string
  readonly message: string
}

const yes = ({ shown, more }: Shown): Outcome => ({
  exit: 0,
  formats: { text: () => shown, json: () => JSON.stringify({ version: 1, ok: true, ...more, problems: [] }, null, 2) },
})

const no = (problems: readonly Problem[]): Outcome => ({
  exit: 1,
  formats: {
    text: () => problems.map(({ code, message }) => `${code} ${visible(message)}`).join('\n'),
    json: () => JSON.stringify({ version: 1, ok: false, problems }, null, 2),
  },
})

function versionOf(invocation: Invocation): IlpVersion {
  const version = choice(invocation, 'version', VERSIONS)
  if (version === null) throw new MuhuriError('usage', 'option --version is missing', { hint: 'the version that environment.yaml names under ilp: 1 or 4' })
  return version === '1' ? 1 : 4
}

async function secretOf(invocation: Invocation): Promise<string> {
  const path = required(invocation, 'secret-file')
  const file = path.startsWith('fd:') ? path : resolve(invocation.io.cwd, path)
  const secret = await readSecret({ what: 'the ILP secret', path: file, shared: true })
  const problem = secretProblem(secret)
  if (problem?.kind === 'short') invocation.io.note(problem.message)
  return secret
}

function published(secret: string): Problem | null {
  const problem = secretProblem(secret)
  return problem?.kind === 'published' ? { code: 'ilp/default-secret', message: problem.message } : null
}

async function transactionOf(invocation: Invocation): Promise<Transaction> {
  const read = readTransaction(await jsonFile(invocation, 'transaction'))
  if (!read.ok) throw new MuhuriError('usage', `the file "${text(invocation, 'transaction')}" is no transaction: ${read.message}`)
  return read.transaction
}

async function jsonFile(invocation: Invocation, option: string): Promise<Readonly<Record<string, unknown>>> {
  const path = required(invocation, option)
  const content = path === '-' ? await invocation.io.stdin() : await readFile(resolve(invocation.io.cwd, path)).catch(() => null)
  if (content === null) throw new MuhuriError('usage', `the file "${path}" given with --${option} cannot be read`)
  const value = parsed(new TextDecoder().decode(content))
  if (value === null) throw new MuhuriError('usage', `the file "${path}" given with --${option} holds no JSON object`)
  return value
}

function parsed(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
