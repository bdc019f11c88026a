import type { DesiredHub } from '../../model/desired.ts'
import { CLOCK_SKEW_SECONDS, MAX_AUDIENCES } from '../../model/limits.ts'
import { word } from './quote.ts'

/**
 * Access tokens (RFC 7519, RFC 9068): the key by kid and that key's own algorithm, then issuer, audience, times, client
 * and binding. `jwt_verify` looks at nothing but the signature. The exact token that was verified is remembered for the
 * life of the connection; its claims are judged on every request.
 */
export function tokenRules(token: DesiredHub['token']): readonly string[] {
  return [
    '  # Token: the signature once a connection, the claims on every request.',
    ...['bearer', 'kid', 'alg', 'key', 'claims', 'exp', 'nbf', 'left', 'wait', 'client', 'cnf', 'verified', 'good'].map(
      (name) => `  http-request unset-var(txn.${name})`,
    ),
    '  http-request set-var(txn.bearer) http_auth_bearer',
    `  http-request set-var(txn.kid) var(txn.bearer),jwt_header_query('$.kid')`,
    `  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')`,
    '  http-request set-var(txn.key) var(txn.kid),concat(|,txn.alg),map_str(maps/keys.map)',
    '  http-request set-var(txn.verified) bool(true) if { var(txn.bearer) -m found } { var(txn.bearer),strcmp(sess.token) eq 0 }',
    ...token.keys.map(
      ({ name, alg }) =>
        `  http-request set-var(txn.verified) bool(true) if !{ var(txn.verified) -m bool } { var(txn.key) -m str ${word(name)} } { var(txn.bearer),jwt_verify(${word(alg)},oauth/${name}.pem) eq 1 }`,
    ),
    '  http-request set-var(sess.token) var(txn.bearer) if { var(txn.verified) -m bool }',
    '  http-request set-var(txn.claims) var(txn.bearer),field(2,.),ub64dec if { var(txn.verified) -m bool }',
    `  http-request set-var(txn.exp) var(txn.claims),json_query('$.exp','int')`,
    `  http-request set-var(txn.nbf) var(txn.claims),json_query('$.nbf','int')`,
    `  http-request set-var(txn.now) date`,
    `  http-request set-var(txn.left) var(txn.exp),add(${CLOCK_SKEW_SECONDS}),sub(txn.now)`,
    '  http-request set-var(txn.wait) var(txn.nbf),sub(txn.now)',
    `  http-request set-var(txn.client) var(txn.claims),json_query('$.${token.clientClaim}'),map_str(maps/clients.map)`,
    `  http-request set-var(txn.cnf) var(txn.claims),json_query('$.cnf.x5t#S256')`,
    `  acl token-issuer var(txn.claims),json_query('$.iss') -m str -- ${word(token.issuer)}`,
    ...audiences().map((path) => `  acl token-audience var(txn.claims),json_query('${path}') -m str -- ${word(token.audience)}`),
    `  acl token-audiences var(txn.claims),json_query('$.aud[${MAX_AUDIENCES}]') -m found`,
    `  acl token-early var(txn.wait) -m int gt ${CLOCK_SKEW_SECONDS}`,
    '  acl token-expired var(txn.left) -m int le 0',
    ...(token.certificateBound ? ['  acl token-bound var(txn.cnf),strcmp(sess.x5t) eq 0'] : []),
    '  http-request set-var(txn.good) bool(true) if { var(txn.verified) -m bool } { var(txn.exp) -m found } token-issuer token-audience !token-audiences !token-early',
  ]
}

function audiences(): readonly string[] {
  return ['$.aud', ...Array.from({ length: MAX_AUDIENCES }, (_, index) => `$.aud[${index}]`)]
}
