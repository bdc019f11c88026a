import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { generateKey, type KeyPair, newSerial } from '../../pki/keys.ts'
import { clientsCa, hubRoot, issuerOf, type SubjectInput, serversCa } from '../../pki/profiles.ts'
import type { Random, Signer } from '../../ports.ts'
import { certify, validity } from '../certify.ts'

/** A Hub CA: its certificate, and its key where it is at hand. */
export interface Authority {
  readonly name: string
  readonly certificate: CertificateFacts
  readonly key: KeyPair | null
  /** In place of a key that nobody can have. */
  readonly signer?: Signer
}

/** The three Hub CAs of an environment (DESIGN §7). */
export interface Authorities {
  readonly root: Authority
  readonly clients: Authority
  readonly servers: Authority
}

export interface Operator {
  readonly country: string
  readonly name: string
}

export interface AuthorityInput {
  readonly settings: EnvironmentFile
  readonly operator: Operator
  /** Host of the Hub's ingress: all that `servers` may certify. */
  readonly host: string
  readonly at: Date
  readonly random: Random
  readonly clientsSigner?: Signer
}

const ROOT_DAYS = 7300

/** A new root with `clients` and `servers` under it, each with a key and a subject of its own; that of `clients` may be a signer's. */
export function makeAuthorities(input: AuthorityInput): Authorities {
  const { settings, at, random } = input
  const days = Math.min(ROOT_DAYS, settings.policy.ca.maxDays)
  const common = (name: string, key: Pick<KeyPair, 'publicKey'>) => ({
    serial: newSerial(random),
    subject: caSubject(input, name),
    publicKey: key.publicKey,
    ...validity(at, days),
  })
  const rootKey = generateKey('p256')
  const root = certify(hubRoot({ ...common('root', rootKey), algorithm: rootKey.algorithm }), rootKey)
  const issuer = issuerOf(root, rootKey.algorithm)
  const clients = input.clientsSigner === undefined ? { key: generateKey('p256') } : { key: null, signer: input.clientsSigner }
  const serversKey = generateKey('p256')
  return {
    root: { name: 'root', certificate: root, key: rootKey },
    clients: {
      name: 'clients',
      certificate: certify(clientsCa({ ...common('clients', clients.signer ?? clients.key), issuer, trustDomain: settings.trustDomain }), rootKey),
      ...clients,
    },
    servers: { name: 'servers', certificate: certify(serversCa({ ...common('servers', serversKey), issuer, hosts: [input.host] }), rootKey), key: serversKey },
  }
}

function caSubject({ settings, operator }: AuthorityInput, name: string): SubjectInput {
  return { country: operator.country, organization: operator.name, commonName: `${settings.name} ${name}` }
}
