import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { type JoinInput, newName } from '../join/join-input.ts'
import { ownAuthority } from '../join/own-authority.ts'
import { callbackHosts } from '../join/own-endpoints.ts'
import { addedServer, newServer } from '../join/own-server.ts'

/** The DFSP's next server certificate: the one given, else by a new key from its own CA, else how to have it signed. */
export function renewServer(input: JoinInput): ChangeSet {
  if (input.given.server !== null) return addedServer(input, input.given.server)
  const hosts = callbackHosts(input)
  if (hosts.length === 0) return { ...NO_CHANGES, notes: ['endpoints.yaml names no callback, so there is no host to certify'] }
  const authority = ownAuthority({ ...input, given: { ...input.given, cas: [] } })
  return authority.issuing === null ? { ...NO_CHANGES, notes: howToSign(input, hosts) } : newServer(input, authority.issuing, { authority, hosts })
}

function howToSign(input: JoinInput, hosts: readonly string[]): readonly string[] {
  const { dfsp, profile, settings } = input
  const key = `${dfsp.id}-server-${newName(input, 'server')}.key`
  const subject = `/C=${profile.country}/O=${profile.name.replace(/[/\\'"]/g, ' ')}/CN=${dfsp.id}`
  const names = hosts.map((host) => `DNS:${host}`).join(',')
  const extensions = `basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=serverAuth\\nsubjectAltName=${names}\\nsubjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n`
  return [
    'the key of your CA is not at hand; where it is, run:',
    `  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${key} -subj '${subject}' -out server.csr`,
    `  printf '${extensions}' > server.ext`,
    `  openssl x509 -req -in server.csr -CA <your CA>.pem -CAkey <its key> -days ${settings.policy.serverCertificate.maxDays - 1} -sha256 -set_serial 0x40$(openssl rand -hex 17) -extfile server.ext -out server.pem`,
    `  muhuri renew ${dfsp.id} --dir . --what server --server-cert server.pem`,
  ]
}
