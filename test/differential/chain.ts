/** Certificate chains for two verifiers: what each certificate says, apart from how it is made, so that a defect is one change. */
import * as build from '../../src/pki/build-extensions.ts'
import { nameConstraints } from '../../src/pki/build-extensions.ts'
import { readDer } from '../../src/pki/der.ts'
import { fromHex } from '../../src/pki/der-values.ts'
import type { KeyUsage } from '../../src/pki/key-usage.ts'
import { EXTENSION_OID, type PURPOSE_OID } from '../../src/pki/oids.ts'
import { type CertificateOptions, type TestCa, type TestCertificate, type TestKey, testCa, testKey } from '../support/pki.ts'

/** What one certificate says. Null: not at all. */
export interface Link {
  readonly key: TestKey
  readonly subject: string | null
  readonly ca: { readonly pathLength: number | null } | null | undefined
  readonly usage: readonly KeyUsage[] | null
  readonly purposes: readonly (keyof typeof PURPOSE_OID)[] | null
  readonly names: readonly build.NameInput[]
  readonly constraints: Parameters<typeof nameConstraints>[0] | null
  readonly subjectIdentifier: boolean
  readonly authorityIdentifier: boolean
  /** Extensions that are made not critical, or critical, against custom. */
  readonly flipped: readonly string[]
  readonly extra: readonly Uint8Array[]
  /** Changes of how it is made. */
  readonly options: CertificateOptions
}

/** Root first, leaf last, and what is given to the verifiers of those between. */
export interface Chain {
  readonly links: readonly Link[]
  /** Which of the intermediates are given, by their index in `links`; strangers besides. */
  readonly given: (certificates: readonly TestCertificate[]) => readonly Uint8Array[]
}

/** A chain as made. */
export interface Made {
  readonly leaf: TestCertificate
  readonly untrusted: readonly Uint8Array[]
  readonly root: TestCertificate
}

const linkOf = (name: string, more: Partial<Link>): Link => ({
  key: testKey('p256', `differential ${name}`),
  subject: name,
  ca: { pathLength: null },
  usage: ['keyCertSign', 'cRLSign'],
  purposes: null,
  names: [],
  constraints: null,
  subjectIdentifier: true,
  authorityIdentifier: true,
  flipped: [],
  extra: [],
  options: {},
  ...more,
})

/** A good chain with so many intermediates. */
export function goodChain(intermediates: number): Chain {
  const between = Array.from({ length: intermediates }, (_, at) => linkOf(`Intermediate ${at + 1}`, {}))
  const leaf = linkOf('server.example', {
    ca: null,
    usage: ['digitalSignature'],
    purposes: ['serverAuth'],
    names: [{ kind: 'dns', value: 'server.example' }],
  })
  return { links: [linkOf('Root', {}), ...between, leaf], given: (certificates) => certificates.slice(1, -1).map(({ der }) => der) }
}

/** Makes it: every certificate signed by the one before. */
export function make({ links, given }: Chain): Made {
  const made: TestCa[] = []
  for (const link of links)
    made.push(testCa({ ...optionsOf(link), issuer: made.at(-1) ?? null, extensions: extensionsOf(link, made.at(-1)?.keyIdentifier), ...link.options }))
  const [root, leaf] = [made[0], made.at(-1)]
  if (root === undefined || leaf === undefined) throw new Error('an empty chain')
  return { root, leaf, untrusted: given(made) }
}

const optionsOf = ({ key, subject }: Link): CertificateOptions => ({ key, subject: subject === null ? {} : { O: 'Differential', CN: subject } })

function extensionsOf(link: Link, issuer: Uint8Array | undefined): Uint8Array[] {
  const own = build.keyIdentifier(link.key.spki)
  const all = [
    ...(link.ca === undefined ? [] : [build.basicConstraints(link.ca)]),
    ...(link.usage === null ? [] : [build.keyUsage(...link.usage)]),
    ...(link.purposes === null ? [] : [build.extendedKeyUsage(...link.purposes)]),
    ...(link.names.length === 0 ? [] : [build.subjectAltName(link.names)]),
    ...(link.constraints === null ? [] : [nameConstraints(link.constraints)]),
    ...(link.subjectIdentifier ? [build.subjectKeyIdentifier(own)] : []),
    ...(link.authorityIdentifier ? [build.authorityKeyIdentifier(issuer ?? own)] : []),
    ...link.extra,
  ]
  return all.map((extension) => (link.flipped.some((name) => isOf(extension, name)) ? flip(extension) : extension))
}

const oidOf = (extension: Uint8Array): string => Buffer.from(extension).toString('hex')
const isOf = (extension: Uint8Array, name: string): boolean => {
  const type = EXTENSION_OID[name as keyof typeof EXTENSION_OID]
  const arcs = type.split('.').map(Number)
  return oidOf(extension).includes(`0603${fromBytes([(arcs[0] ?? 0) * 40 + (arcs[1] ?? 0), ...arcs.slice(2)])}`)
}
const fromBytes = (octets: readonly number[]): string => Buffer.from(octets).toString('hex')

/** The same extension, critical where it was not. */
function flip(extension: Uint8Array): Uint8Array {
  const [type, second, third] = readDer(extension).children
  if (type === undefined || second === undefined) throw new Error('no extension')
  const value = third ?? second
  const name = Object.values(EXTENSION_OID).find((dotted) => isOf(extension, Object.entries(EXTENSION_OID).find(([, oid]) => oid === dotted)?.[0] ?? ''))
  return build.extension(name ?? '', third === undefined, fromHex(Buffer.from(value.bytes.subarray(value.content, value.end)).toString('hex')))
}
