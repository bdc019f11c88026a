import type { CommandOption } from './command.ts'
import { signerOptions } from './open-signers.ts'

/** What `muhuri init` takes. */
export const initOptions: Readonly<Record<string, CommandOption>> = {
  name: { type: 'string', help: 'short name of the environment' },
  tier: { type: 'string', help: 'sandbox, pre-production or production' },
  'hub-id': { type: 'string', help: "the Hub's own FspId; default: switch" },
  'hub-name': { type: 'string', help: 'legal name of who operates it; default: the FspId' },
  country: { type: 'string', help: 'of the operator, ISO 3166-1 alpha-2' },
  admin: { type: 'string', multiple: true, help: 'numeric id of one who may approve everything' },
  reviewer: { type: 'string', multiple: true, help: 'numeric id of one who may approve hub-review changes' },
  machine: { type: 'string', multiple: true, help: 'numeric id of an account that writes the machine layer' },
  'trust-domain': { type: 'string', help: 'of the URIs in client certificates; default in a sandbox: <name>.example' },
  host: { type: 'string', help: 'DNS name that DFSPs call; default in a sandbox: interop.<trust domain>' },
  'ingress-address': { type: 'string', multiple: true, help: 'IP address of that host' },
  'egress-address': { type: 'string', multiple: true, help: 'address or CIDR that callbacks come from' },
  'oauth-issuer': { type: 'string', help: 'issuer of access tokens; default: https://iam.<trust domain>/realms/dfsps' },
  'token-address': { type: 'string', multiple: true, help: 'IP address of the token endpoint' },
  ca: { type: 'string', multiple: true, help: 'certificates of the Hub CAs made elsewhere: root, clients, servers' },
  signer: { type: 'string', help: 'what signs for the clients CA: file, pkcs11 or vault; default in a sandbox: file' },
  'signer-module': { type: 'string', help: 'pkcs11: absolute path of the library' },
  'signer-token': { type: 'string', help: 'pkcs11: label of the token; without --ca the key is created in it, and never leaves it' },
  'signer-address': { type: 'string', help: 'vault: https://host[:port]; without --ca the key must be there already' },
  'signer-mount': { type: 'string', help: 'vault: mount of the transit engine; default: transit' },
  'signer-key': { type: 'string', help: 'pkcs11 and vault: name of the key; default: <name>-clients' },
  'server-cert': { type: 'string', help: "the Hub's TLS server certificate, followed by intermediates" },
  jws: { type: 'string', help: "the Hub's public JWS key" },
  keys: { type: 'string', help: 'where keys are kept; default: ~/.muhuri/<name>' },
  ...signerOptions,
  'passphrase-file': { type: 'string', help: 'file with a passphrase for the CA keys that become files, or fd:<number>' },
  actions: { type: 'string', help: 'owner/repo@sha of the actions, for the workflows' },
}
