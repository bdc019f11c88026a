import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Json } from './world.ts'

/** The two variables by which a runner reaches GitHub's OIDC provider. */
export interface IdTokenRequest {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
}

/** GitHub's OIDC provider for workflows: discovery, keys and tokens with the claims of one job. */
export interface OidcProvider {
  /** What a job with these claims (`environment`, `ref`, `repository_id` …) finds in its environment. */
  grant(origin: string, claims: Json): IdTokenRequest
  /** Whether it was a request to the provider, which is then answered. */
  serve(visit: { request: IncomingMessage; response: ServerResponse; url: URL; origin: string }): Promise<boolean>
}

export const issuerOf = (origin: string): string => `${origin}/_oidc`

export async function oidcProvider(): Promise<OidcProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'stand-in', use: 'sig', alg: 'RS256' }
  const granted = new Map<string, Json>()
  const token = async (origin: string, audience: string, claims: Json): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: jwk.kid, typ: 'JWT' })
      .setIssuer(issuerOf(origin))
      .setAudience(audience)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('5m')
      .setJti(randomBytes(16).toString('hex'))
      .sign(privateKey)
  return {
    grant: (origin, claims) => {
      const bearer = randomBytes(24).toString('base64url')
      granted.set(bearer, claims)
      return { ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/_oidc/token?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer }
    },
    serve: async ({ request, response, url, origin }) => {
      if (!url.pathname.startsWith('/_oidc/')) return false
      const send = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (url.pathname === '/_oidc/.well-known/openid-configuration') send(200, { issuer: issuerOf(origin), jwks_uri: `${origin}/_oidc/.well-known/jwks` })
      else if (url.pathname === '/_oidc/.well-known/jwks') send(200, { keys: [jwk] })
      else {
        const claims = granted.get((request.headers.authorization ?? '').replace(/^bearer /i, ''))
        if (claims === undefined) send(401, { message: 'Unauthorized' })
        else
          send(200, {
            value: await token(origin, url.searchParams.get('audience') ?? `https://github.com/${String(claims['repository_owner'] ?? '')}`, claims),
          })
      }
      return true
    },
  }
}
