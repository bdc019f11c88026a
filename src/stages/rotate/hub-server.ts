import { MuhuriError } from '../../model/errors.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, type KeyPair, newSerial } from '../../pki/keys.ts'
import { issuerOf, serverLeaf } from '../../pki/profiles.ts'
import { certificatesText, certify, validity } from '../certify.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { freeName } from '../free-name.ts'
import type { RotateInput } from './rotate-input.ts'

const MAX_CN = 64
const PREFIX = 'hub-server-'

/** The CA that issues the Hub's server certificates now; `refused` where there is none. */
export function serversAuthority({ environment, settings }: Pick<RotateInput, 'environment' | 'settings'>): HubAuthority {
  const { servers } = settings.authorities
  const authority = hubAuthorities(environment).find(({ name, role }) => role === 'servers' && name === servers)
  if (authority === undefined)
    throw new MuhuriError('refused', `hub/ca/${servers}.pem, which authorities.servers names, is no CA for servers`, { hint: 'muhuri check' })
  return authority
}

/**
 * The Hub's next TLS server certificate beside the old one: the one given, else one by the CA that issues now, for a new key
 * and the host of the ingress.
 */
export function rotateHubServer(
  input: RotateInput,
  { caKey, given }: { readonly caKey: KeyPair | null; readonly given: readonly CertificateFacts[] | null },
): ChangeSet {
  const { environment, settings, takenKeys, at } = input
  const name = freeName(at, { there: environment.hub.server.map((server) => server.name), keys: takenKeys, prefix: PREFIX })
  const path = `hub/server/${name}.pem`
  if (given !== null) return { ...NO_CHANGES, files: [{ path, text: certificatesText(given) }] }
  const authority = serversAuthority(input)
  if (caKey === null)
    throw new MuhuriError('refused', `the key of the CA "${authority.name}" is not at hand`, {
      hint: 'name its folder with --keys, or let the CA sign a certificate for a new key and give it with --cert',
    })
  const host = environment.hub.endpoints?.value?.ingress.host
  if (host === undefined) throw new MuhuriError('usage', 'hub/endpoints.yaml is missing or cannot be read', { hint: 'muhuri check' })
  const key = generateKey('p256')
  const fields = serverLeaf({
    issuer: issuerOf(authority.facts, caKey.algorithm),
    serial: newSerial(input.random),
    subject: { country: input.hub.country, organization: input.hub.name, commonName: host.length <= MAX_CN ? host : settings.hub },
    publicKey: key.publicKey,
    ...validity(at, settings.policy.serverCertificate.maxDays),
    hosts: [host],
  })
  return {
    files: [{ path, text: certificatesText([certify(fields, caKey), authority.facts]) }],
    keys: [{ name: `${PREFIX}${name}.key`, text: exportPkcs8(key) }],
    notes: [],
  }
}
