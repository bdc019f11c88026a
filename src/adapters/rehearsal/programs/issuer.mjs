/**
 * The environment's token endpoint for a rehearsal: an OpenID provider with the issuer, audience, claim and key ids of the
 * environment, told once by the first line on stdin. A request may ask for a clock that is behind, so that a token that
 * has expired is as real as the others.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import { createInterface } from 'node:readline'

const clock = new AsyncLocalStorage()
const now = Date.now
Date.now = () => now() - (clock.getStore() ?? 0) * 1000

const { Provider } = await import('oidc-provider')

function authentication({ jwks, uri }) {
  if (jwks !== null) return { token_endpoint_auth_method: 'private_key_jwt', jwks, token_endpoint_auth_signing_alg: jwks.keys[0].alg }
  return { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_uri: uri }
}

function certificate(ctx) {
  const { raw } = ctx.req.socket.getPeerCertificate()
  return raw === undefined ? undefined : new X509Certificate(raw)
}

function configuration(orders) {
  const byId = new Map(orders.clients.map((client) => [client.id, client]))
  return {
    clients: orders.clients.map((client) => ({
      client_id: client.id,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      tls_client_certificate_bound_access_tokens: orders.certificateBound,
      ...authentication(client),
    })),
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth'],
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'ES384'] },
    jwks: { keys: orders.keys },
    scopes: [],
    routes: { token: orders.path },
    extraTokenClaims: (_, token) => (orders.claim === 'client_id' ? {} : { [orders.claim]: token.clientId }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        certificateBoundAccessTokens: true,
        getCertificate: certificate,
        certificateAuthorized: (ctx) => ctx.req.socket.authorized,
        certificateSubjectMatches: (ctx, _, expected) => (certificate(ctx)?.subjectAltName ?? '').split(', ').includes(`URI:${expected}`),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => orders.resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, __, { clientId }) => {
          const { kid, alg } = byId.get(clientId)
          return { scope: '', audience: orders.audience, accessTokenFormat: 'jwt', accessTokenTTL: orders.lifetime, jwt: { sign: { alg, kid } } }
        },
      },
    },
  }
}

async function open(orders) {
  const provider = new Provider(orders.issuer, configuration(orders))
  provider.proxy = true
  provider.on('server_error', (_, error) => process.stderr.write(`${error.stack}\n`))
  const handler = provider.callback()
  const options = { ...orders.tls, requestCert: true, rejectUnauthorized: false }
  const serve = (incoming, response) => clock.run(Number(incoming.headers['x-rehearsal-behind'] ?? 0), () => handler(incoming, response))
  for (const { address, port } of orders.listen) {
    await new Promise((resolve, reject) => createServer(options, serve).on('error', reject).listen(port, address, resolve))
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, ...orders } = JSON.parse(line)
    open(orders).then(
      () => process.stdout.write(`${JSON.stringify({ id })}\n`),
      (error) => process.stdout.write(`${JSON.stringify({ id, failure: error.message })}\n`),
    )
  })
  .on('close', () => process.exit(0))
process.stdout.write('{"ready":true}\n')
