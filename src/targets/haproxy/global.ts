import { denyAddressAcls } from './deny.ts'

/** TLS 1.2 with forward secrecy and AEAD only; TLS 1.3 as it is. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** What both directions share: no session outlives a revocation, and headers have a bound. */
export function globalSection(): readonly string[] {
  return [
    'global',
    '  default-path config',
    '  log stdout format raw local0',
    '  hard-stop-after 60s',
    '  tune.bufsize 32768',
    '  # A resumed TLS session would skip the look at the CRL.',
    '  tune.ssl.cachesize 0',
    '  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
    `  ssl-default-bind-ciphers ${CIPHERS}`,
    '  ssl-default-server-options ssl-min-ver TLSv1.2 no-tls-tickets',
    `  ssl-default-server-ciphers ${CIPHERS}`,
  ]
}

/**
 * Time limits, and the operator's own list, asked before anything else. HAProxy 2.6 runs session rules of defaults only
 * where the frontend has session rules of its own; `hub-in` has.
 */
export function defaultsSections(): readonly string[] {
  return [
    'defaults muhuri',
    '  mode http',
    '  log global',
    '  option dontlognull',
    '  retries 1',
    '  timeout connect 5s',
    '  timeout client 30s',
    '  timeout server 30s',
    '  timeout queue 5s',
    '  timeout http-request 10s',
    '  timeout http-keep-alive 30s',
    '  timeout client-fin 5s',
    '',
    '# deny.lst is yours and is never rendered: one fingerprint, DFSP id, FspId, address or CIDR a line.',
    'defaults muhuri-in from muhuri',
    ...denyAddressAcls(),
    '  tcp-request session set-var(sess.denied) bool(true) if denied-address',
  ]
}
