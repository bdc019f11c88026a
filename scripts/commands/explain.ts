import { X509Certificate } from 'node:crypto'
import type { Callback, Request } from '../../src/model/decision.ts'
import { readDenyList } from '../../src/model/deny-list.ts'
import type { Desired } from '../../src/model/desired.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Explanation } from '../../src/model/explanation.ts'
import { parseAddress } from '../../src/net/cidr.ts'
import { explanationText } from '../../src/report/explanation-text.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { type Explainable, explainCallback, explainRequest } from '../../src/stages/explain.ts'
import { list, required, text } from '../arguments.ts'
import type { Command, Invocation } from '../command.ts'
import { openEnvironment } from '../open-environment.ts'
import { givenFile } from '../read-given.ts'

/** A token as the issuer would give it now. */
const TOKEN_SECONDS = 300

/** `muhuri explain`: one request, every step of the decision, and the lines that decided. */
export const explain: Command = {
  name: 'explain',
  summary: 'Say of one request what the firewall and the gateway decide, and which file and line decides it.',
  usage: 'explain [dir] --source-ip a --certificate f --token-client c --fspiop-source s --method M --path p [--header line]… [--deny f] [--callback id]',
  examples: [
    'muhuri explain . --source-ip 198.51.100.17 --certificate client.pem --token-client greenbank --fspiop-source greenbank --method POST --path /quotes',
    'muhuri explain . --callback greenbank --source-ip 192.0.2.20 --certificate hub-client.pem',
  ],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    'source-ip': { type: 'string', help: 'where the connection comes from' },
    certificate: { type: 'string', help: 'the client certificate, PEM; without it the client shows none' },
    'token-client': { type: 'string', help: 'the client that a fresh token of the issuer names; without it there is no token' },
    'fspiop-source': { type: 'string', help: 'value of the header FSPIOP-Source' },
    method: { type: 'string', help: 'of the request line' },
    path: { type: 'string', help: 'of the request line, with its query' },
    header: { type: 'string', multiple: true, help: 'another header line, such as "FSPIOP-Signature: …"; one is assumed where it must be signed' },
    deny: { type: 'string', help: "the operator's deny.lst" },
    callback: { type: 'string', help: "instead a call of the Hub's to this DFSP, as its gateway decides it" },
    'fspiop-destination': { type: 'string', help: "with --callback: the header's value; default: that DFSP's" },
  },
  async run(invocation) {
    const explained = await explainable(invocation)
    const id = text(invocation, 'callback')
    const result = id === undefined ? explainRequest(explained, await requestOf(invocation, explained.desired)) : await callbackOf(invocation, explained, id)
    return { exit: result.allow ? 0 : 1, formats: { text: () => explanationText(result), json: () => `${JSON.stringify(result, null, 2)}\n` } }
  },
}

async function explainable(invocation: Invocation): Promise<Explainable> {
  const { at, io } = invocation
  const environment = await openEnvironment(invocation.positionals[0] ?? '.', io)
  const desired = desire(environment, check(environment, { at }).findings, at)
  const deny = await givenFile(invocation, 'deny')
  return { environment, at, desired: deny === null ? desired : { ...desired, denied: readDenyList(new TextDecoder().decode(deny)) } }
}

async function callbackOf(invocation: Invocation, explained: Explainable, id: string): Promise<Explanation> {
  const dfsp = explained.desired.dfsps.find((one) => one.id === id)
  if (dfsp === undefined) throw new MuhuriError('usage', `there is no DFSP "${id}" that is served`, { hint: 'muhuri status' })
  const callback: Callback = {
    dfsp: id,
    sourceIp: addressOf(invocation),
    certificate: await leafOf(invocation),
    destination: text(invocation, 'fspiop-destination') ?? dfsp.fspId,
  }
  return explainCallback(explained, callback)
}

async function requestOf(invocation: Invocation, desired: Desired): Promise<Request> {
  const source = text(invocation, 'fspiop-source')
  const given = list(invocation, 'header').map(headerLine)
  const signed = given.some(([name]) => name.toLowerCase() === 'fspiop-signature')
  return {
    sourceIp: addressOf(invocation),
    certificate: await leafOf(invocation),
    token: tokenOf(invocation, desired),
    method: required(invocation, 'method'),
    target: required(invocation, 'path'),
    headers: [...(source === undefined ? [] : [['FSPIOP-Source', source] as const]), ...given, ...(signed ? [] : [['FSPIOP-Signature', '{}'] as const])],
  }
}

function tokenOf(invocation: Invocation, { hub: { token } }: Desired): Request['token'] {
  const client = text(invocation, 'token-client')
  if (client === undefined) return null
  const cnf = {}
  return { iss: token.issuer, aud: token.audience, exp: Math.floor(invocation.at.getTime() / 1000) + TOKEN_SECONDS, [token.clientClaim]: client, cnf }
}

function addressOf(invocation: Invocation): string {
  const address = required(invocation, 'source-ip')
  if (parseAddress(address) === null) throw new MuhuriError('usage', `"${address}" given with --source-ip is not an IP address`)
  return address
}

async function leafOf(invocation: Invocation): Promise<Uint8Array | null> {
  const pem = await givenFile(invocation, 'certificate')
  if (pem === null) return null
  try {
    return new Uint8Array(new X509Certificate(pem).raw)
  } catch (cause) {
    throw new MuhuriError('usage', `the file "${text(invocation, 'certificate')}" given with --certificate holds no certificate`, { cause })
  }
}

function headerLine(line: string): readonly [string, string] {
  const [, name, value] = /^([^:]+):[ \t]*(.*)$/.exec(line) ?? []
  if (name === undefined || value === undefined) throw new MuhuriError('usage', `"${line}" given with --header is not a header line`)
  return [name, value]
}
