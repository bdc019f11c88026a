import { createHash } from 'node:crypto'
import * as build from '../../src/pki/build-extensions.ts'
import { type CertificateOptions, type TestCa, type TestCertificate, testCa, testKey } from './pki.ts'

/** The Hub's CAs as DESIGN §7 has them: a root over `clients` and `servers`. */
export interface TestHub {
  readonly root: TestCa
  readonly clients: TestCa
  readonly servers: TestCa
}

const everyAddress: readonly build.NameInput[] = [
  { kind: 'ip', bytes: new Uint8Array(8) },
  { kind: 'ip', bytes: new Uint8Array(32) },
]

/** Extensions of a CA for clients that can make nothing else. */
export function clientsExtensions(issuer: Uint8Array, spki: Uint8Array): Uint8Array[] {
  return [
    build.basicConstraints({ pathLength: 0 }),
    build.keyUsage('keyCertSign', 'cRLSign'),
    build.extendedKeyUsage('clientAuth'),
    build.nameConstraints({ permitted: [{ kind: 'uri', value: 'pilot.example' }], excluded: [{ kind: 'dns', value: '' }, ...everyAddress] }),
    build.subjectKeyIdentifier(build.keyIdentifier(spki)),
    build.authorityKeyIdentifier(issuer),
  ]
}

/** A new Hub. */
export function testHub(): TestHub {
  const root = testCa({ subject: { C: 'TZ', O: 'Pilot Hub Ltd', CN: 'Pilot Hub Root' }, ca: { pathLength: 1 } })
  const key = testKey()
  const clients = root.issueCa({
    key,
    subject: { C: 'TZ', O: 'Pilot Hub Ltd', CN: 'Pilot Hub Clients' },
    extensions: clientsExtensions(root.keyIdentifier, key.spki),
    notAfter: new Date('2035-01-01T00:00:00Z'),
  })
  const servers = root.issueCa({
    subject: { C: 'TZ', O: 'Pilot Hub Ltd', CN: 'Pilot Hub Servers' },
    ca: { pathLength: 0 },
    notAfter: new Date('2035-01-01T00:00:00Z'),
  })
  return { root, clients, servers }
}

/** Files of the Hub's CAs. */
export const hubFiles = ({ root, clients, servers }: TestHub): Record<string, string> => ({
  'hub/ca/root.pem': root.pem,
  'hub/ca/clients.pem': clients.pem,
  'hub/ca/servers.pem': servers.pem,
})

/** A certificate that `clients` issued to greenbank, its record and its request's key, as files. */
export function issuedFiles(
  hub: TestHub,
  options: CertificateOptions = {},
): { readonly certificate: TestCertificate; readonly path: string; readonly files: Record<string, string> } {
  const certificate = hub.clients.issue({ purpose: 'client', serial: '0A0B', ...options })
  const path = `issued/certificates/greenbank/2026-11.${certificate.serial}.pem`
  return { certificate, path, files: { [path]: certificate.pem, [path.replace('.pem', '.json')]: JSON.stringify(recordOf(certificate)) } }
}

/** The record that `sign` writes for it. */
export function recordOf({ der, key, serial }: TestCertificate, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
  const facts = { version: 1, state: 'issued', serial, issuer: 'clients', dfsp: 'greenbank', spki: sha256(key.spki), certificate: sha256(der) }
  const csr = { path: 'dfsps/greenbank/client/2026-11.csr', sha256: '0'.repeat(64) }
  const rest = {
    tbs: '0'.repeat(64),
    notBefore: '2026-11-01T00:00:00Z',
    notAfter: '2027-11-01T00:00:00Z',
    sourceCommit: null,
    pullRequest: null,
    approvals: [],
    policy: `sha256:${'0'.repeat(64)}`,
    toolkit: 'muhuri 1.0.0',
    reissueOf: null,
  }
  return { ...facts, csr, ...rest, ...changes }
}
