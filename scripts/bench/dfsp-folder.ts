import { assembleCertificate, buildTbs, type CertificateFields } from '../../src/pki/build-certificate.ts'
import { assembleCsr, buildCsrInfo } from '../../src/pki/build-csr.ts'
import { keyIdentifier } from '../../src/pki/build-extensions.ts'
import { exportPublicKey, generateKey, type KeyPair, newSerial } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import { clientLeaf, dfspRoot, hubUri, type Issuer, serverLeaf, subjectName } from '../../src/pki/profiles.ts'

const DAY = 86_400_000
const NAME = '2026-11'

/** A certificate or request of the bench: whose key, and when it begins. */
interface Maker {
  readonly at: Date
  readonly trustDomain: string
}

/** Every file of one made-up DFSP's folder, real keys and certificates in them; the private keys are thrown away. */
export function dfspFolder(index: number, { at, trustDomain }: Maker): ReadonlyMap<string, string> {
  const id = dfspId(index)
  const host = `mojaloop.${id}.example`
  const root = generateKey('p256')
  const rootFields = dfspRoot({ ...common(root, at, 3650), algorithm: root.algorithm, subject: subject(`${id} root`) })
  const issuer: Issuer = { name: rootFields.subject, keyIdentifier: keyIdentifier(root.publicKey), algorithm: root.algorithm, notAfter: rootFields.notAfter }
  const server = serverLeaf({ ...common(generateKey('p256'), at, 396), issuer, subject: subject(host), hosts: [host] })
  const hubKey = generateKey('p256')
  const hubClient = clientLeaf({ ...common(hubKey, at, 396), issuer, subject: subject('switch'), uri: hubUri(trustDomain) })
  const files = {
    'dfsp.yaml': profileText(id, index),
    'endpoints.yaml': endpointsText(host, index),
    'ca/root.pem': certificate(rootFields, root),
    [`server/${NAME}.pem`]: certificate(server, root),
    [`client/${NAME}.csr`]: request(generateKey('p256'), id),
    [`hub-client/${NAME}.csr`]: request(hubKey, 'switch'),
    [`hub-client/${NAME}.pem`]: certificate(hubClient, root),
    [`jws/${NAME}.pem`]: exportPublicKey(generateKey('p256')),
  }
  return new Map(Object.entries(files).map(([path, text]) => [`dfsps/${id}/${path}`, text]))
}

/** Id of the made-up DFSP of that number. */
export const dfspId = (index: number): string => `dfsp-${String(index).padStart(5, '0')}`

const subject = (commonName: string) => ({ country: 'TZ', organization: 'Bench', commonName })

function common(key: KeyPair, at: Date, days: number) {
  return { serial: newSerial(), publicKey: key.publicKey, notBefore: new Date(at.getTime() - DAY), notAfter: new Date(at.getTime() + days * DAY) }
}

function certificate(fields: CertificateFields, issuer: KeyPair): string {
  const tbs = buildTbs(fields)
  return writePem('CERTIFICATE', assembleCertificate(tbs, issuer.algorithm, issuer.sign(tbs)))
}

/** PEM of a request by that key. */
export function request(key: KeyPair, commonName: string): string {
  const info = buildCsrInfo({ subject: subjectName(subject(commonName)), publicKey: key.publicKey, extensions: [] })
  return writePem('CERTIFICATE REQUEST', assembleCsr(info, key.algorithm, key.sign(info)))
}

/** `dfsp.yaml` of one made-up DFSP. */
export function profileText(id: string, index: number, status = 'active'): string {
  return `name: ${id}
country: TZ
status: ${status}
owners: [${10_000 + index}]
roles: [payer, payee]
currencies: [TZS]
oauth: { client: ${id} }
contacts: [{ email: mojaloop@${id}.example, for: technical }]
`
}

function endpointsText(host: string, index: number): string {
  const [high, low] = [Math.floor(index / 256), index % 256]
  return `egress:
  - { cidr: 10.${high}.${low}.16/29, note: Data centre A }
callbacks:
  base: https://${host}:8443/fspiop
  resources: {}
  addresses: [10.${high}.${low}.24]
`
}
