import { randomBytes } from 'node:crypto'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Random } from '../src/ports.ts'
import { readSettings, settingsText } from '../src/stages/init/settings.ts'
import type { GivenMaterial, InitInput } from '../src/stages/init.ts'
import { list, required, text } from './arguments.ts'
import type { Invocation } from './command.ts'
import { givenMaterial } from './init-material.ts'
import { projectTemplate } from './project-template.ts'
import { givenPassphrase, numbers } from './read-given.ts'
import { toolkitPin } from './toolkit-pin.ts'

const TIERS: readonly EnvironmentFile['tier'][] = ['sandbox', 'pre-production', 'production']

/** Everything that `init` needs, from the command line and, in a sandbox, from defaults; what is missing is named, all at once. */
export async function initInput(invocation: Invocation, random: Random): Promise<InitInput> {
  const name = required(invocation, 'name')
  const tier = tierOf(invocation)
  requireAll(invocation, tier)
  const trustDomain = text(invocation, 'trust-domain') ?? `${name}.example`
  const template = await projectTemplate()
  const passphrase = await givenPassphrase(invocation)
  const toolkit = toolkitPin(invocation)
  const text_ = settingsText(template.settings, {
    id: randomBytes(16).toString('hex'),
    name,
    tier,
    trustDomain,
    hub: text(invocation, 'hub-id') ?? 'switch',
    issuer: text(invocation, 'oauth-issuer') ?? `https://iam.${trustDomain}/realms/dfsps`,
    signer: signerOf(invocation, name),
    toolkit,
  })
  const settings = readSettings(text_)
  const given: GivenMaterial = await givenMaterial(invocation, { environmentName: name, passphrase })
  return {
    settings,
    settingsText: text_,
    operator: { name: text(invocation, 'hub-name') ?? settings.hub, country: text(invocation, 'country') ?? 'ZZ' },
    people: { admins: numbers(invocation, 'admin'), reviewers: numbers(invocation, 'reviewer'), machines: numbers(invocation, 'machine') },
    host: text(invocation, 'host') ?? `interop.${trustDomain}`,
    ...addresses(invocation),
    given,
    passphrase,
    project: template.files(name, toolkit),
    at: invocation.at,
    random,
  }
}

function addresses(invocation: Invocation): Pick<InitInput, 'ingressAddresses' | 'egressAddresses' | 'tokenAddresses'> {
  const or = (name: string, standing: string): readonly string[] => (list(invocation, name).length > 0 ? list(invocation, name) : [standing])
  const sandbox = tierOf(invocation) === 'sandbox'
  return {
    ingressAddresses: or('ingress-address', '192.0.2.10'),
    egressAddresses: or('egress-address', '192.0.2.20/32').map(withPrefix),
    tokenAddresses: sandbox ? or('token-address', '192.0.2.11') : list(invocation, 'token-address'),
  }
}

function withPrefix(address: string): string {
  if (address.includes('/')) return address
  return `${address}/${address.includes(':') ? 128 : 32}`
}

function tierOf(invocation: Invocation): EnvironmentFile['tier'] {
  const given = required(invocation, 'tier')
  const tier = TIERS.find((known) => known === given)
  if (tier === undefined) throw new MuhuriError('usage', `"${given}" is not a tier`, { hint: `one of ${TIERS.join(', ')}` })
  return tier
}

/** A sandbox needs nothing; elsewhere nothing is guessed, and in production no root key is made here. */
function requireAll(invocation: Invocation, tier: EnvironmentFile['tier']): void {
  const signer = text(invocation, 'signer')
  if (tier === 'production' && signer === 'file')
    throw new MuhuriError('refused', 'a signer that is a file is refused in production; expected pkcs11 or vault', {
      hint: '--signer pkcs11 or --signer vault',
    })
  if (tier === 'sandbox') return
  const needed = [
    'trust-domain',
    'host',
    'ingress-address',
    'egress-address',
    'signer',
    ...(tier === 'pre-production' && signer !== undefined ? [] : ['ca', 'server-cert', 'jws']),
  ]
  const missing = needed.filter((name) => list(invocation, name).length === 0)
  if (missing.length > 0)
    throw new MuhuriError('usage', `tier ${tier} needs ${missing.map((name) => `--${name}`).join(', ')}`, { hint: 'muhuri init --help says what each is' })
}

function signerOf(invocation: Invocation, name: string): EnvironmentFile['signers'][string] {
  const kind = text(invocation, 'signer') ?? 'file'
  const key = text(invocation, 'signer-key') ?? `${name}-clients`
  if (kind === 'file') return { kind }
  if (kind === 'pkcs11') return { kind, module: required(invocation, 'signer-module'), token: required(invocation, 'signer-token'), key }
  if (kind === 'vault') return { kind, address: required(invocation, 'signer-address'), mount: text(invocation, 'signer-mount') ?? 'transit', key }
  throw new MuhuriError('usage', `"${kind}" is not a kind of signer`, { hint: 'one of file, pkcs11, vault' })
}
