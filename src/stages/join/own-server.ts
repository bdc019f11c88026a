import { parseCertificatePem } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, newSerial } from '../../pki/keys.ts'
import { issuerOf, serverLeaf } from '../../pki/profiles.ts'
import { certificatesText, certify, validity } from '../certify.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { type JoinInput, newName, pathOf, rawText, subjectOf } from './join-input.ts'
import type { OwnAuthority } from './own-authority.ts'
import { callbackHosts } from './own-endpoints.ts'

const MAX_CERTIFICATES = 6

/** The DFSP's TLS server certificate: the one given, else what is there, else one for the callback's hosts from its own CA. */
export function ownServer(input: JoinInput, authority: OwnAuthority): ChangeSet {
  if (input.given.server !== null) return givenServer(input, input.given.server)
  if (input.dfsp.server.length > 0) return NO_CHANGES
  const hosts = callbackHosts(input)
  const [host] = hosts
  if (host === undefined) return NO_CHANGES
  if (authority.issuing === null)
    return {
      ...NO_CHANGES,
      notes: [`no server certificate yet: sign one for ${hosts.join(', ')} with your CA, then: muhuri join ${input.dfsp.id} --dir . --server-cert <file>`],
    }
  return newServer(input, authority.issuing, { authority, hosts })
}

function givenServer(input: JoinInput, bytes: Uint8Array): ChangeSet {
  const parsed = parseCertificatePem(bytes, { max: MAX_CERTIFICATES })
  const [leaf] = parsed.ok ? parsed.facts : []
  const isThere = leaf !== undefined && input.dfsp.server.some((server) => server.parsed.ok && server.parsed.facts[0].sha256 === leaf.sha256)
  return isThere ? NO_CHANGES : addedServer(input, bytes)
}

/** One more server certificate: the one given, in its bare form. */
export function addedServer(input: JoinInput, bytes: Uint8Array): ChangeSet {
  const parsed = parseCertificatePem(bytes, { max: MAX_CERTIFICATES })
  const text = parsed.ok ? certificatesText(parsed.facts) : rawText(bytes)
  return { ...NO_CHANGES, files: [{ path: pathOf(input, `server/${newName(input, 'server')}.pem`), text }] }
}

type Issuing = NonNullable<OwnAuthority['issuing']>

/** One more server certificate, by a new key, for these hosts, from the DFSP's own CA. */
export function newServer(
  input: JoinInput,
  issuing: Issuing,
  { authority, hosts }: { readonly authority: OwnAuthority; readonly hosts: readonly string[] },
): ChangeSet {
  const name = newName(input, 'server')
  const key = generateKey('p256')
  const leaf = certify(
    serverLeaf({
      issuer: issuerOf(issuing.certificate, issuing.key.algorithm),
      serial: newSerial(input.random),
      subject: subjectOf(input, input.dfsp.id),
      publicKey: key.publicKey,
      ...validity(input.at, input.settings.policy.serverCertificate.maxDays),
      hosts,
    }),
    issuing.key,
  )
  return {
    ...NO_CHANGES,
    files: [{ path: pathOf(input, `server/${name}.pem`), text: certificatesText([leaf, ...intermediates(issuing.certificate, authority.certificates)]) }],
    keys: [{ name: `${input.dfsp.id}-server-${name}.key`, text: exportPkcs8(key) }],
  }
}

/** From the CA that signed up to, but without, the root. */
export function intermediates(issuing: CertificateFacts, all: readonly CertificateFacts[]): readonly CertificateFacts[] {
  const chain: CertificateFacts[] = []
  let next: CertificateFacts | undefined = issuing
  while (next !== undefined && !next.selfIssued && !chain.includes(next)) {
    const current: CertificateFacts = next
    chain.push(current)
    next = all.find(({ subject }) => equalBytes(subject.der, current.issuer.der))
  }
  return chain
}
