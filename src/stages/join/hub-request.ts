import type { Artefact } from '../../model/environment.ts'
import type { CsrFacts } from '../../pki/facts.ts'
import { newSerial } from '../../pki/keys.ts'
import { clientLeaf, hubUri, issuerOf } from '../../pki/profiles.ts'
import { certificatesText, certify, validity } from '../certify.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { type JoinInput, pathOf } from './join-input.ts'
import type { OwnAuthority } from './own-authority.ts'
import { intermediates } from './own-server.ts'

/** Answers each of the Hub's CSRs that has no certificate yet: with the DFSP's CA key by signing it, without by saying how. */
export function answerHub(input: JoinInput, authority: OwnAuthority): ChangeSet {
  const answered = new Set(input.dfsp.hubClient.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts[0].publicKey.sha256] : [])))
  const open = input.dfsp.hubClientRequests.filter(({ parsed }) => parsed.ok && parsed.facts.signatureValid && !answered.has(parsed.facts.publicKey.sha256))
  return joinChanges(open.map((request) => answer(input, authority, request)))
}

function answer(input: JoinInput, { issuing, certificates }: OwnAuthority, request: Artefact<CsrFacts>): ChangeSet {
  const path = pathOf(input, `hub-client/${request.name}.pem`)
  if (issuing === null || !request.parsed.ok) return { ...NO_CHANGES, notes: howToSign(input, { csr: request.path, pem: path }) }
  const { settings, hub } = input
  const leaf = certify(
    clientLeaf({
      issuer: issuerOf(issuing.certificate, issuing.key.algorithm),
      serial: newSerial(input.random),
      subject: { country: hub.country, organization: hub.name, commonName: settings.hub },
      publicKey: request.parsed.facts.publicKey.spki,
      ...validity(input.at, settings.policy.hubClientCertificate.maxDays),
      uri: hubUri(settings.trustDomain),
    }),
    issuing.key,
  )
  return { ...NO_CHANGES, files: [{ path, text: certificatesText([leaf, ...intermediates(issuing.certificate, certificates)]) }] }
}

function howToSign({ settings, hub }: JoinInput, { csr, pem }: { readonly csr: string; readonly pem: string }): readonly string[] {
  const subject = `/C=${hub.country}/O=${hub.name.replace(/[/\\'"]/g, ' ')}/CN=${settings.hub}`
  const extensions = `basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth\\nsubjectAltName=URI:${hubUri(settings.trustDomain)}\\nsubjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n`
  return [
    `the Hub's request ${csr} waits for your CA; where its key is, run:`,
    `  printf '${extensions}' > hub-client.ext`,
    `  openssl x509 -req -in ${csr} -CA <your CA>.pem -CAkey <its key> -days ${settings.policy.hubClientCertificate.maxDays - 1} -sha256 -set_serial 0x40$(openssl rand -hex 17) -subj '${subject}' -extfile hub-client.ext -out ${pem}`,
  ]
}
