import { exportPkcs1, exportPkcs8, exportPublicKey, generateKey, type KeyPair, newSerial } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { issuerOf, serverLeaf } from '../../pki/profiles.ts'
import { artefactName } from '../artefact-name.ts'
import { certificatesText, certify, validity } from '../certify.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { yamlText } from '../yaml-text.ts'
import type { InitInput } from './init-input.ts'
import { keyThumbprint } from './key-thumbprint.ts'
import type { Authorities } from './make-authorities.ts'

const MAX_CN = 64

/** `hub/hub.yaml` and `hub/endpoints.yaml`. */
export function hubProfile({ operator, people, ...input }: InitInput): ChangeSet {
  const profile = { name: operator.name, country: operator.country, ...people, contacts: [] }
  const endpoints = {
    ingress: { host: input.host, port: 443, addresses: input.ingressAddresses, proxyProtocol: { from: [] } },
    egress: { addresses: input.egressAddresses },
    upstream: { base: 'http://127.0.0.1:8080', resources: {} },
    outbound: { bind: '127.0.0.1:8081', url: 'http://127.0.0.1:8081' },
    token: { url: `${input.settings.oauth.issuer}/protocol/openid-connect/token`, addresses: input.tokenAddresses },
  }
  return {
    ...NO_CHANGES,
    files: [
      { path: 'hub/hub.yaml', text: yamlText(profile, 'Who operates the Hub. Numeric ids of the Git host decide who may do what.') },
      { path: 'hub/endpoints.yaml', text: yamlText(endpoints, 'Where DFSPs call, where callbacks come from, and where Hub services stand.') },
    ],
  }
}

/** The Hub's TLS server certificate: the one given, or one for the ingress host from the `servers` CA. */
export function hubServer(input: InitInput, { servers }: Authorities): ChangeSet {
  const name = artefactName(input.at, new Set())
  const path = `hub/server/${name}.pem`
  if (input.given.server !== null) return { ...NO_CHANGES, files: [{ path, text: certificatesText(input.given.server) }] }
  if (servers.key === null)
    return { ...NO_CHANGES, notes: [`hub/server is empty: sign a certificate for ${input.host} with the servers CA and put it at ${path}`] }
  const key = generateKey('p256')
  const commonName = input.host.length <= MAX_CN ? input.host : input.settings.hub
  const leaf = certify(
    serverLeaf({
      issuer: issuerOf(servers.certificate, servers.key.algorithm),
      serial: newSerial(input.random),
      subject: { country: input.operator.country, organization: input.operator.name, commonName },
      publicKey: key.publicKey,
      ...validity(input.at, input.settings.policy.serverCertificate.maxDays),
      hosts: [input.host],
    }),
    servers.key,
  )
  return {
    ...NO_CHANGES,
    files: [{ path, text: certificatesText([leaf, servers.certificate]) }],
    keys: [{ name: `hub-server-${name}.key`, text: exportPkcs8(key) }],
  }
}

/** The Hub's JWS key, the key that signs what is deployed, and in a sandbox the token issuer's. */
export function hubKeys(input: InitInput): ChangeSet {
  const name = artefactName(input.at, new Set())
  const deploy = generateKey('p256')
  return joinChanges([
    hubJws(input, name),
    {
      ...NO_CHANGES,
      files: [{ path: `hub/deploy/${name}.pem`, text: exportPublicKey(deploy) }],
      keys: [{ name: `hub-deploy-${name}.key`, text: exportPkcs8(deploy) }],
    },
    input.settings.tier === 'sandbox' ? tokenIssuer(name, generateKey('rsa2048')) : NO_CHANGES,
  ])
}

function hubJws({ given }: InitInput, name: string): ChangeSet {
  const path = `hub/jws/${name}.pem`
  if (given.jws !== null) return { ...NO_CHANGES, files: [{ path, text: writePem('PUBLIC KEY', given.jws.spki) }] }
  const key = generateKey('rsa2048')
  return { ...NO_CHANGES, files: [{ path, text: exportPublicKey(key) }], keys: [{ name: `hub-jws-${name}.key`, text: exportPkcs1(key) }] }
}

function tokenIssuer(name: string, key: KeyPair): ChangeSet {
  return {
    ...NO_CHANGES,
    files: [
      { path: `hub/oauth/${name}.pem`, text: exportPublicKey(key) },
      { path: `hub/oauth/${name}.yaml`, text: yamlText({ kid: keyThumbprint(key), alg: 'RS256' }) },
    ],
    keys: [{ name: `hub-oauth-${name}.key`, text: exportPkcs8(key) }],
  }
}
