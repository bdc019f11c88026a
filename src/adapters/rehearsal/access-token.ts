import { createPrivateKey, randomUUID } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { MuhuriError } from '../../model/errors.ts'
import type { Exchange, Outcome, TokenRequest } from '../../stages/rehearsal/scene.ts'

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ASSERTION_SECONDS = 60
const CONNECT_MS = 10_000

/** Asks the issuer for an access token, authenticated by certificate (RFC 8705) or by assertion (RFC 7523). */
export async function requestToken(request: TokenRequest, exchange: (exchange: Exchange) => Promise<Outcome>): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: request.client, ...(await assertion(request)) }).toString()
  const head = [
    `POST ${request.path} HTTP/1.1`,
    `Host: ${request.serverName}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${form.length}`,
    `X-Rehearsal-Behind: ${request.behindSeconds}`,
    'Connection: close',
  ]
  const { station, source, host, port, serverName, ca, identity } = request
  const outcome = await exchange({
    station,
    source,
    host,
    port,
    prefix: '',
    tls: { serverName, ca, identity },
    bytes: `${head.join('\r\n')}\r\n\r\n${form}`,
    connectMs: CONNECT_MS,
  })
  const token = accessToken(outcome.response)
  if (token !== null) return token
  const [status = ''] = outcome.response.split('\r\n')
  throw new MuhuriError(
    'refused',
    `client "${request.client}" got no token from "${request.serverName}": ${outcome.error ?? status} ${outcome.response.split('\r\n\r\n')[1] ?? ''}`.trim(),
  )
}

async function assertion(request: TokenRequest): Promise<Record<string, string>> {
  if (request.assertionKey === null) return {}
  const algorithm = createPrivateKey(request.assertionKey).asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256'
  const now = Math.floor(Date.now() / 1000) - request.behindSeconds
  const jwt = await new SignJWT({ iss: request.client, sub: request.client, aud: request.issuer, jti: randomUUID() })
    .setProtectedHeader({ alg: algorithm })
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(await importPKCS8(request.assertionKey, algorithm))
  return { client_assertion_type: ASSERTION, client_assertion: jwt }
}

function accessToken(response: string): string | null {
  const body = response.split('\r\n\r\n')[1] ?? ''
  if (!response.startsWith('HTTP/1.1 200 ')) return null
  const answer = JSON.parse(body) as { readonly access_token?: string }
  return answer.access_token ?? null
}
