import { MuhuriError } from '../../model/errors.ts'
import type { VaultServer } from './vault-client.ts'

const MAX_ANSWER = 16_384

/**
 * The OIDC token that GitHub gives a job with `id-token: write`: it says which repository, branch, workflow and environment runs, and
 * whoever is asked binds to those claims. Asked for one audience, by default the address of the server that it is shown to.
 */
export async function jobToken(env: Readonly<Record<string, string | undefined>>, server: Pick<VaultServer, 'address' | 'milliseconds'>): Promise<string> {
  const url = addressOf(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '')
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''
  const audience = env['MUHURI_VAULT_AUDIENCE'] ?? ''
  url.searchParams.set('audience', audience === '' ? server.address : audience)
  const headers = { authorization: `bearer ${bearer}`, accept: 'application/json' }
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(server.milliseconds) }).catch((cause: unknown) => {
    throw new MuhuriError('refused', "GitHub's OIDC provider cannot be reached", { cause })
  })
  if (!response.ok) throw new MuhuriError('refused', `GitHub's OIDC provider answers ${response.status}`, { hint: 'permissions: { id-token: write }' })
  const token = valueIn(await response.text())
  if (token === null) throw new MuhuriError('refused', "GitHub's OIDC provider answers with something that is no token")
  return token
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(url.hostname))
  if (url === null || !isPrivate) throw new MuhuriError('refused', 'ACTIONS_ID_TOKEN_REQUEST_URL is no address of an OIDC provider; expected https://')
  return url
}

function valueIn(text: string): string | null {
  if (text.length > MAX_ANSWER) return null
  try {
    const { value } = JSON.parse(text) as { readonly value?: unknown }
    return typeof value === 'string' && /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}$/.test(value) ? value : null
  } catch {
    return null
  }
}
