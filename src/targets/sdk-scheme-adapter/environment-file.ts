import type { Desired, DesiredDfsp } from '../../model/desired.ts'

const SAFE = /^[A-Za-z0-9_./:,@+~-]*$/
const SECRETS = '/opt/app/secrets'

/**
 * `sdk.env` for the SDK scheme adapter (modules/api-svc/src/config.js): what the registry knows. What only the DFSP
 * knows is named in the first lines and set elsewhere, because the next render replaces this file.
 */
export function environmentFile(desired: Desired, dfsp: DesiredDfsp): string {
  const { hub } = desired
  const values: readonly (readonly [string, string])[] = [
    ['DFSP_ID', dfsp.fspId],
    ['PEER_ENDPOINT', hub.ingress.port === 443 ? hub.ingress.host : `${hub.ingress.host}:${hub.ingress.port}`],
    ['INBOUND_MUTUAL_TLS_ENABLED', 'true'],
    ['IN_CA_CERT_PATH', `${SECRETS}/cacert.pem`],
    ['IN_SERVER_CERT_PATH', `${SECRETS}/servercert.pem`],
    ['IN_SERVER_KEY_PATH', `${SECRETS}/serverkey.pem`],
    ['OUTBOUND_MUTUAL_TLS_ENABLED', 'true'],
    ['OUT_CA_CERT_PATH', `${SECRETS}/hub-ca.pem`],
    ['OUT_CLIENT_CERT_PATH', `${SECRETS}/clientcert.pem`],
    ['OUT_CLIENT_KEY_PATH', `${SECRETS}/clientkey.pem`],
    ['JWS_SIGN', 'true'],
    ['JWS_SIGN_PUT_PARTIES', 'true'],
    ['JWS_SIGNING_KEY_PATH', `${SECRETS}/jwsSigningKey.key`],
    ['VALIDATE_INBOUND_JWS', 'true'],
    ['VALIDATE_INBOUND_PUT_PARTIES_JWS', 'true'],
    ['JWS_VERIFICATION_KEYS_DIRECTORY', `${SECRETS}/jwsVerificationKeys`],
    ['OAUTH_TOKEN_ENDPOINT', hub.token.url],
    ['OAUTH_MUTUAL_TLS_ENABLED', String(hub.token.certificateBound)],
    ...(dfsp.oauthClient === null ? [] : [['OAUTH_CLIENT_KEY', dfsp.oauthClient] as const]),
    ['ILP_VERSION', String(desired.ilpVersion)],
    ['CHECK_ILP', 'true'],
    ['SUPPORTED_CURRENCIES', dfsp.currencies.join(',')],
    ['PM4ML_ENABLED', 'false'],
  ]
  return [
    '# Rendered by Muhuri: the next render replaces this file. Yours go into local.env beside it:',
    '# OAUTH_CLIENT_SECRET, ILP_SECRET, BACKEND_ENDPOINT, CACHE_URL.',
    ...values.map(([name, value]) => `${name}=${envValue(value)}`),
    '',
  ].join('\n')
}

/** A value as Docker, Compose and shells all read it; one that they read differently is left empty, so nothing starts. */
function envValue(text: string): string {
  return SAFE.test(text) ? text : ''
}
