import { MuhuriError } from '../../model/errors.ts'
import { readSecret } from '../secret-file.ts'
import { jobToken } from './job-token.ts'
import type { SignerPlace } from './open-signer.ts'
import { callVault, type VaultServer } from './vault-client.ts'

const DEFAULT_MOUNT = 'jwt'

/**
 * A Vault token: the one in the file that `MUHURI_VAULT_TOKEN_FILE` names, or the one that the server gives for a JWT and the role
 * `MUHURI_VAULT_ROLE`, at the login mount `MUHURI_VAULT_AUTH` (`jwt`). The JWT is in `MUHURI_VAULT_JWT_FILE`; in a job on GitHub it
 * is the job's own, for the audience `MUHURI_VAULT_AUDIENCE`.
 */
export async function vaultToken(server: VaultServer, { ca, env }: Pick<SignerPlace, 'ca' | 'env'>): Promise<string> {
  const tokenFile = env['MUHURI_VAULT_TOKEN_FILE'] ?? ''
  if (tokenFile !== '') return headerValue(await readSecret({ what: 'the Vault token', path: tokenFile }), `the file "${tokenFile}"`)
  const jwtFile = env['MUHURI_VAULT_JWT_FILE'] ?? ''
  const role = env['MUHURI_VAULT_ROLE'] ?? ''
  const isJob = (env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '') !== ''
  if ((jwtFile === '' && !isJob) || role === '')
    throw new MuhuriError('refused', `the signer "${ca}" is in Vault, and neither a file with a token nor one with a JWT and its role are named`, {
      hint: 'name them with --vault-token-file, or with --vault-jwt-file and --vault-role',
    })
  const jwt = jwtFile === '' ? await jobToken(env, server) : await readSecret({ what: 'the JWT for Vault', path: jwtFile, shared: true })
  const mount = (env['MUHURI_VAULT_AUTH'] ?? DEFAULT_MOUNT).split('/')
  const { auth } = await callVault(server, { method: 'POST', path: ['auth', ...mount, 'login'], token: null, body: { role, jwt } })
  const token = auth !== null && typeof auth === 'object' && 'client_token' in auth ? auth.client_token : null
  if (typeof token !== 'string') throw new MuhuriError('refused', `Vault at ${server.address} gives no token for the role "${role}"`)
  return headerValue(token, `the answer of Vault at ${server.address}`)
}

function headerValue(token: string, where: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token
  throw new MuhuriError('refused', `${where} holds no Vault token`)
}
