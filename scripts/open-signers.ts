import { resolve } from 'node:path'
import { openSigner } from '../src/adapters/signers/index.ts'
import type { Environment } from '../src/model/environment.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Signer } from '../src/ports.ts'
import { text } from './arguments.ts'
import type { CommandOption, Invocation } from './command.ts'
import { givenPassphrase } from './read-given.ts'
import { keysOf } from './write-changes.ts'

/** What a command that signs with a Hub CA takes: where the secrets of its signers are, never the secrets. */
export const signerOptions: Readonly<Record<string, CommandOption>> = {
  'passphrase-file': { type: 'string', help: 'file signers: file with the passphrase of their keys, or fd:<number>' },
  'pin-file': { type: 'string', help: 'pkcs11 signers: file with the PIN of the token, or fd:<number>; else MUHURI_PKCS11_PIN_FILE' },
  'vault-token-file': { type: 'string', help: 'vault signers: file with a token, or fd:<number>; else MUHURI_VAULT_TOKEN_FILE' },
  'vault-jwt-file': { type: 'string', help: 'vault signers: file with a JWT to log in with; else MUHURI_VAULT_JWT_FILE' },
  'vault-role': { type: 'string', help: 'vault signers: the role that the JWT is for; else MUHURI_VAULT_ROLE' },
  'vault-auth': { type: 'string', help: 'vault signers: mount of the JWT login; else MUHURI_VAULT_AUTH, else jwt' },
}

/** How usage lines name those options. */
export const SIGNER_USAGE = '[--passphrase-file f] [--pin-file f] [--vault-token-file f | --vault-jwt-file f --vault-role r [--vault-auth m]]'

const VARIABLES = [
  ['pin-file', 'MUHURI_PKCS11_PIN_FILE'],
  ['vault-token-file', 'MUHURI_VAULT_TOKEN_FILE'],
  ['vault-jwt-file', 'MUHURI_VAULT_JWT_FILE'],
  ['vault-role', 'MUHURI_VAULT_ROLE'],
  ['vault-auth', 'MUHURI_VAULT_AUTH'],
] as const

/** The environment variables that signers read, each replaced by its option where that is given. */
export function signerEnv(invocation: Invocation): Invocation['io']['env'] {
  const given = VARIABLES.flatMap(([option, variable]) => {
    const value = text(invocation, option)
    if (value === undefined) return []
    return [[variable, option.endsWith('-file') && !value.startsWith('fd:') ? resolve(invocation.io.cwd, value) : value]] as const
  })
  return { ...invocation.io.env, ...Object.fromEntries(given) }
}

/** The signer of each CA that environment.yaml names one for. */
export async function openSigners(invocation: Invocation, { hub }: Environment, settings: EnvironmentFile): Promise<ReadonlyMap<string, Signer>> {
  const place = { tier: settings.tier, keys: keysOf(invocation, settings.name), passphrase: await givenPassphrase(invocation), env: signerEnv(invocation) }
  const signers = new Map<string, Signer>()
  for (const [ca, signer] of Object.entries(settings.signers)) {
    const certificate = hub.ca.find(({ name }) => name === ca)?.parsed
    const known = certificate?.ok === true ? { publicKey: certificate.facts.publicKey.spki } : {}
    signers.set(ca, await openSigner(signer, { ca, ...place, ...known }))
  }
  return signers
}
