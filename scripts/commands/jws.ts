import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FspiopMessage, MessageProblem } from '../../src/jws/fspiop-message.ts'
import { messageKey } from '../../src/jws/message-key.ts'
import { signMessage } from '../../src/jws/sign-message.ts'
import { type MessageRules, type MessageVerdict, verifyMessage } from '../../src/jws/verify-message.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { parsePublicKeyPem } from '../../src/pki/spki.ts'
import { visible } from '../../src/report/visible.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { messageSigners, type RegisteredSigner } from '../../src/stages/message-signers.ts'
import { list, positional, required, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { openEnvironment } from '../open-environment.ts'
import { givenFile, givenPassphrase } from '../read-given.ts'

/** `muhuri jws`: the FSPIOP signature on whole HTTP messages. */
export const jws: Command = {
  name: 'jws',
  summary: "Sign an FSPIOP message, or verify one with the registry's keys.",
  usage:
    "jws sign --key pem --method M --path p --header 'Name: value'… --body f [--out-body f] | jws verify [dir | --key pem] --method M --path p --header 'Name: value'… --body f",
  examples: [
    "muhuri jws sign --key greenbank-jws-2026-11.key --method POST --path /quotes --header 'FSPIOP-Source: greenbank' --header 'FSPIOP-Destination: bluebank' --header 'Date: Mon, 23 Nov 2026 12:00:00 GMT' --body quote.json --out-body sent.json",
    "muhuri jws verify . --method POST --path /quotes --header 'FSPIOP-Source: greenbank' --header 'FSPIOP-Signature: {…}' --body received.json",
  ],
  positionals: [1, 2],
  formats: ['text', 'json'],
  options: {
    key: { type: 'string', help: 'sign: the private key, PEM (PKCS#1, PKCS#8, SEC1); verify: a public key, instead of the registry' },
    'passphrase-file': { type: 'string', help: 'file with the passphrase of the private key, or fd:<number>' },
    method: { type: 'string', help: 'of the request line: POST, PUT, PATCH' },
    path: { type: 'string', help: 'path and query from the resource on: /quotes, /transfers/<id>' },
    header: { type: 'string', multiple: true, help: 'one header line, such as "FSPIOP-Source: greenbank"' },
    body: { type: 'string', help: 'file with the body, or - for stdin' },
    'out-body': { type: 'string', help: 'sign: write the exact bytes that have to be sent to this file' },
    'max-age': { type: 'string', help: 'verify: seconds that a signed Date may be off; default: policy.jws.maxAgeSeconds, with --key any' },
  },
  async run(invocation) {
    const action = ACTIONS[positional(invocation, 0, 'sign|verify')]
    if (action === undefined) throw new MuhuriError('usage', `"${invocation.positionals[0]}" is not an action of jws`, { hint: 'sign or verify' })
    return action(invocation)
  },
}

const ACTIONS: Readonly<Record<string, (invocation: Invocation) => Promise<Outcome>>> = { sign, verify }

async function sign(invocation: Invocation): Promise<Outcome> {
  if (invocation.positionals.length > 1) throw new MuhuriError('usage', `unexpected argument "${invocation.positionals[1]}"`)
  const read = messageKeyOf(await keyFile(invocation), (await givenPassphrase(invocation)) ?? undefined)
  if (!read.ok) throw new MuhuriError('usage', `the key "${text(invocation, 'key')}" cannot sign messages: ${read.message}`)
  const signed = signMessage(await messageOf(invocation), read.key)
  if (!signed.ok) return failed(signed.problem)
  const { signature, body, alg, warnings } = signed
  const out = text(invocation, 'out-body')
  if (out !== undefined) await writeFile(resolve(invocation.io.cwd, out), body)
  for (const warning of warnings) invocation.io.note(warning)
  return {
    exit: 0,
    formats: {
      text: () => signature,
      json: () => JSON.stringify({ version: 1, ok: true, signature, alg, body: new TextDecoder().decode(body), warnings }, null, 2),
    },
  }
}

async function verify(invocation: Invocation): Promise<Outcome> {
  const rules = text(invocation, 'key') === undefined ? await registryRules(invocation) : await keyRules(invocation)
  const verdict = verifyMessage(await messageOf(invocation), rules)
  return verdict.ok ? verified(verdict, invocation) : failed(verdict.problem)
}

type Verified = Extract<MessageVerdict<RegisteredSigner>, { ok: true }>

function verified({ source, destination, key, alg, form, warnings }: Verified, { io }: Invocation): Outcome {
  for (const warning of warnings) io.note(warning)
  const said = { version: 1, ok: true, source, destination, key: key.sha256, path: key.path, alg, form, warnings }
  return {
    exit: 0,
    formats: {
      text: () =>
        `verified: signed by ${visible(source)} with ${key.path === '' ? key.sha256 : key.path}, ${alg}, over the ${form === 'raw' ? 'body as it came' : 'body with its keys in order'}`,
      json: () => JSON.stringify(said, null, 2),
    },
  }
}

const failed = ({ code, message }: MessageProblem): Outcome => ({
  exit: 1,
  formats: {
    text: () => `not verified: ${code}: ${visible(message)}`,
    json: () => JSON.stringify({ version: 1, ok: false, problems: [{ code, message }] }, null, 2),
  },
})

async function registryRules(invocation: Invocation): Promise<MessageRules<RegisteredSigner>> {
  const { at, io } = invocation
  const environment = await openEnvironment(invocation.positionals[1] ?? '.', io)
  const desired = desire(environment, check(environment, { at }).findings, at)
  const policy = environment.settings?.value?.policy.jws.maxAgeSeconds ?? 0
  return { keysOf: messageSigners(desired, at), at, maxAgeSeconds: maxAge(invocation) ?? policy }
}

/** With a key alone nothing is known of the scheme's policy: every algorithm of the specification goes. */
async function keyRules(invocation: Invocation): Promise<MessageRules<RegisteredSigner>> {
  if (invocation.positionals.length > 1) throw new MuhuriError('usage', 'a folder and --key were given; expected one of them')
  const parsed = parsePublicKeyPem(await keyFile(invocation))
  if (!parsed.ok) throw new MuhuriError('usage', `the key "${text(invocation, 'key')}" is no public key: ${parsed.message}`)
  const { facts } = parsed
  const algs = facts.kind === 'rsa' ? ['RS256', 'RS384', 'RS512'] : ['ES256']
  return { keysOf: () => [{ algs, facts, sha256: facts.sha256, path: '' }], at: invocation.at, maxAgeSeconds: maxAge(invocation) }
}

function maxAge(invocation: Invocation): number | null {
  const given = text(invocation, 'max-age')
  if (given === undefined) return null
  if (!/^\d{1,9}$/.test(given)) throw new MuhuriError('usage', `"${given}" given with --max-age is not a number of seconds`)
  return Number(given)
}

async function keyFile(invocation: Invocation): Promise<Uint8Array> {
  required(invocation, 'key')
  return (await givenFile(invocation, 'key')) ?? new Uint8Array()
}

function messageKeyOf(pem: Uint8Array, passphrase: string | undefined): ReturnType<typeof messageKey> {
  try {
    return messageKey(new TextDecoder().decode(pem), passphrase)
  } catch {
    return { ok: false, message: 'it holds no private key in PEM, or the passphrase is wrong' }
  }
}

async function messageOf(invocation: Invocation): Promise<FspiopMessage> {
  const body = required(invocation, 'body') === '-' ? await invocation.io.stdin() : await givenFile(invocation, 'body')
  return {
    method: required(invocation, 'method'),
    uri: required(invocation, 'path'),
    headers: list(invocation, 'header').map(headerLine),
    body: body ?? new Uint8Array(),
  }
}

function headerLine(line: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*)$/.exec(line) ?? []
  if (name === undefined || value === undefined)
    throw new MuhuriError('usage', `"${line}" given with --header is not a header line`, { hint: "for example --header 'FSPIOP-Source: greenbank'" })
  return [name, value]
}
