import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MuhuriError } from '../../src/model/errors.ts'
import { addressOctets } from '../../src/pki/address-text.ts'
import { parseCertificatePem } from '../../src/pki/certificate.ts'
import { parseCrlsPem } from '../../src/pki/crl.ts'
import type { CertificateFacts, CrlFacts } from '../../src/pki/facts.ts'
import type { PathProfile } from '../../src/pki/path-facts.ts'
import { visible } from '../../src/report/visible.ts'
import { type Verification, type VerifyInput, verifyPath } from '../../src/stages/verify.ts'
import { list, positional, text } from '../arguments.ts'
import { choice } from '../choice.ts'
import type { Command, Invocation } from '../command.ts'

const MOST_IN_A_FILE = 256
const PURPOSES = ['client', 'server'] as const
const PROFILES: readonly PathProfile[] = ['strict', 'rfc5280', 'deployed']

/** `muhuri verify`: one certification path, judged offline. */
export const verify: Command = {
  name: 'verify',
  summary: 'Say whether a certificate has a path to one of these anchors, and what is wrong if not.',
  usage: 'verify <leaf.pem> --anchor pem… [--untrusted pem]… [--crl pem]… [--purpose client|server] [--host h] [--profile strict|rfc5280|deployed]',
  examples: [
    'muhuri verify server.pem --anchor dfsps/greenbank/ca/root.pem --purpose server --host mojaloop.greenbank.example',
    'muhuri verify client.pem --anchor hub/ca/root.pem --untrusted hub/ca/clients.pem --crl issued/crl/clients.pem --crl hub/crl/root.pem --purpose client',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    anchor: { type: 'string', multiple: true, help: 'certificates that are trusted, and nothing else is' },
    untrusted: { type: 'string', multiple: true, help: 'certificates that may link; those after the first in <leaf.pem> are among them' },
    crl: { type: 'string', multiple: true, help: 'CRLs; once one is given, every certificate below the anchor must be covered' },
    purpose: { type: 'string', help: 'what the certificate must be good for: client or server' },
    host: { type: 'string', help: 'a DNS name or IP address that it must cover' },
    profile: { type: 'string', help: 'strict (default), rfc5280, or deployed, which forgives what gateways do not ask for' },
  },
  async run(invocation) {
    const verification = await verificationOf(invocation)
    return {
      exit: verification.ok ? 0 : 1,
      formats: { text: () => verificationText(verification), json: () => JSON.stringify(verification, null, 2) },
    }
  },
}

async function verificationOf(invocation: Invocation): Promise<Verification> {
  const anchors = await certificates(invocation, list(invocation, 'anchor'))
  if (anchors.length === 0) throw new MuhuriError('usage', 'option --anchor is missing: without a certificate to trust there is no path')
  const given = parseCertificatePem(await bytesOf(invocation, positional(invocation, 0, 'leaf.pem')), { max: MOST_IN_A_FILE })
  const input = await inputOf(invocation, anchors)
  const [leaf, ...beside] = given.ok ? given.facts : []
  if (leaf === undefined) return unreadable(given.ok ? 'The file holds no certificate.' : given.message)
  return verifyPath({ ...input, leaf, untrusted: [...beside, ...input.untrusted] })
}

const unreadable = (message: string): Verification => ({ version: 1, ok: false, path: [], problems: [{ code: 'cert/unreadable', message }] })

async function inputOf(invocation: Invocation, anchors: readonly CertificateFacts[]): Promise<Omit<VerifyInput, 'leaf'>> {
  const host = text(invocation, 'host')
  return {
    untrusted: await certificates(invocation, list(invocation, 'untrusted')),
    anchors,
    crls: invocation.values['crl'] === undefined ? null : await crls(invocation, list(invocation, 'crl')),
    purpose: choice(invocation, 'purpose', PURPOSES),
    names: host === undefined ? [] : [{ kind: addressOctets(host) === null ? 'dns' : 'ip', value: host }],
    profile: choice(invocation, 'profile', PROFILES) ?? 'strict',
    at: invocation.at,
  }
}

async function certificates(invocation: Invocation, paths: readonly string[]): Promise<readonly CertificateFacts[]> {
  const found: CertificateFacts[] = []
  for (const path of paths) {
    const parsed = parseCertificatePem(await bytesOf(invocation, path), { max: MOST_IN_A_FILE })
    if (!parsed.ok) throw new MuhuriError('usage', `"${path}" holds no certificates: ${parsed.message}`)
    found.push(...parsed.facts)
  }
  return found
}

async function crls(invocation: Invocation, paths: readonly string[]): Promise<readonly CrlFacts[]> {
  const found: CrlFacts[] = []
  for (const path of paths) {
    const parsed = parseCrlsPem(await bytesOf(invocation, path), { max: MOST_IN_A_FILE })
    if (!parsed.ok) throw new MuhuriError('usage', `"${path}" holds no CRL: ${parsed.message}`)
    found.push(...parsed.facts)
  }
  return found
}

async function bytesOf({ io }: Invocation, path: string): Promise<Uint8Array> {
  try {
    return path === '-' ? await io.stdin() : await readFile(resolve(io.cwd, path))
  } catch (cause) {
    throw new MuhuriError('usage', `the file "${path}" cannot be read`, { cause })
  }
}

function verificationText({ ok, path, problems }: Verification): string {
  if (!ok) return ['not verified', ...problems.map(({ code, message }) => `${code} ${visible(message)}`)].join('\n')
  return ['verified, leaf first:', ...path.map((sha256) => `  ${sha256}`)].join('\n')
}
