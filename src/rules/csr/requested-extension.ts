import type { CsrFacts } from '../../pki/facts.ts'
import { EXTENSION_OID, EXTENSION_REQUEST_OIDS, PURPOSE_OID } from '../../pki/oids.ts'
import type { Problem, Rule } from '../rule.ts'

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(EXTENSION_OID).map(([name, oid]) => [oid, name]))
const ALLOWED: ReadonlySet<string> = new Set([
  EXTENSION_OID.subjectKeyIdentifier,
  EXTENSION_OID.basicConstraints,
  EXTENSION_OID.keyUsage,
  EXTENSION_OID.extendedKeyUsage,
  EXTENSION_OID.subjectAltName,
])
const KEY_USAGES: ReadonlySet<string> = new Set(['digitalSignature', 'keyEncipherment', 'keyAgreement'])
const PURPOSES: ReadonlySet<string> = new Set([PURPOSE_OID.clientAuth, PURPOSE_OID.serverAuth])

/** Attributes that openssl and Windows write without being asked; what they say is not used. */
const IGNORED: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.9.7', // challengePassword
  '1.2.840.113549.1.9.2', // unstructuredName
  '1.3.6.1.4.1.311.13.2.2', // enrolment provider
  '1.3.6.1.4.1.311.13.2.3', // version of the operating system
  '1.3.6.1.4.1.311.21.20', // client
])

export const csrRequestedExtension: Rule<'csr'> = {
  code: 'csr/requested-extension',
  kind: 'csr',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CSR asks for nothing but what a leaf may have: key identifier, CA:FALSE, key usage and purpose of TLS; names and passwords are ignored.',
  cites: ['RFC 2985 §5.4.2', 'RFC 5280 §4.2'],
  *check({ artefact: { parsed } }) {
    if (!parsed.ok) return
    const problems = asked(parsed.facts)
    if (problems.length > 0)
      yield {
        message: `The request asks for ${problems.join('; ')}.`,
        hint: 'make the request without extensions: openssl req -new -key <key> -out <file>.csr',
      }
    else yield* ignored(parsed.facts)
  },
}

function asked(facts: CsrFacts): string[] {
  const { extensions, attributes, duplicateExtensions, extensionRequests, defects } = facts
  const foreign = extensions.filter(({ oid }) => !ALLOWED.has(oid)).map(({ oid }) => named(oid))
  return [
    ...(extensionRequests > 1 || attributes.some(({ oid, values }) => EXTENSION_REQUEST_OIDS.has(oid) && values > 1)
      ? ['extensions more than once; expected one extensionRequest']
      : []),
    ...duplicateExtensions.map((oid) => `${named(oid)} more than once`),
    ...(facts.decoded.basicConstraints?.ca === true ? ['basicConstraints with CA:TRUE; a client certificate is no CA'] : []),
    ...usages(facts),
    ...[...new Set(foreign)].map((name) => `${name}, which no request may set`),
    ...attributeProblems(attributes),
    ...defects.map((defect) => `something malformed: ${defect}`),
  ]
}

function attributeProblems(attributes: CsrFacts['attributes']): string[] {
  const others = attributes.filter(({ oid }) => !EXTENSION_REQUEST_OIDS.has(oid))
  const foreign = others.filter(({ oid }) => !IGNORED.has(oid)).map(({ oid }) => `the attribute ${oid}, which is not known`)
  const repeated = others.filter(({ oid, values }, at) => values !== 1 || others.findIndex((other) => other.oid === oid) !== at)
  return [...foreign, ...repeated.map(({ oid }) => `the attribute ${oid} with other than one value`)]
}

function usages({ decoded: { keyUsage, extendedKeyUsage } }: CsrFacts): string[] {
  const usage = [...(keyUsage?.bits ?? [])].filter((bit) => !KEY_USAGES.has(bit))
  const purposes = (extendedKeyUsage?.purposes ?? []).filter((purpose) => !PURPOSES.has(purpose))
  return [...usage.map((bit) => `key usage ${bit}`), ...purposes.map((purpose) => `extended key usage ${purpose}`)]
}

function* ignored({ decoded, attributes }: CsrFacts): Iterable<Problem> {
  const others = attributes.filter(({ oid }) => !EXTENSION_REQUEST_OIDS.has(oid)).map(({ oid }) => oid)
  const parts = [...(decoded.subjectAltName === null ? [] : ['names (subjectAltName)']), ...others.map((oid) => `the attribute ${oid}`)]
  if (parts.length > 0) yield { severity: 'notice', message: `The request asks for ${parts.join(', ')}; that is ignored, names come from the registry.` }
}

const named = (oid: string): string => NAMES.get(oid) ?? oid
