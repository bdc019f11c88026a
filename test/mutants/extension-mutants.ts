/** Requests that ask for more than a leaf may have: smuggled extensions, and extensions that come twice. */
import { extensionRequest } from '../../src/pki/build-csr.ts'
import * as build from '../../src/pki/build-extensions.ts'
import { fromHex } from '../../src/pki/der-values.ts'
import { boolean, concat, implicit, integer, octetString, oid, sequence, sequenceOf, set, utf8 } from '../../src/pki/der-write.ts'
import { KEY_USAGES } from '../../src/pki/key-usage.ts'
import { EXTENSION_OID, PURPOSE_OID } from '../../src/pki/oids.ts'
import { nullElement } from '../support/der.ts'
import { testCsr, testKey } from '../support/pki.ts'
import { type Mutant, mutants } from './mutant.ts'

const CODE = 'csr/requested-extension'
const key = testKey('p256', 'mutant')
const asking = (...extensions: Uint8Array[]): string => testCsr({ key, extensions }).pem
const attributes = (...list: Uint8Array[]): string => testCsr({ key, attributes: list }).pem
const attribute = (type: string, ...values: Uint8Array[]): Uint8Array => sequence(oid(type), set(...values))

const usage = build.keyUsage('digitalSignature')
const purpose = build.extendedKeyUsage('clientAuth')
const anything = sequence(integer(1))
const MICROSOFT = '1.3.6.1.4.1.311.2.1.14'

const purposes = (...oids: string[]): Uint8Array => build.extension(EXTENSION_OID.extendedKeyUsage, false, sequenceOf(oids.map(oid)))
const constraints = (...parts: Uint8Array[]): Uint8Array => build.extension(EXTENSION_OID.basicConstraints, false, sequence(...parts))

/** What a CA says of itself, or only a CA may say. */
const SMUGGLED: Readonly<Record<string, Uint8Array>> = {
  'CA:TRUE': build.basicConstraints({ pathLength: null }),
  'CA:TRUE, path length 0': build.basicConstraints({ pathLength: 0 }),
  'CA:TRUE, path length 9': build.basicConstraints({ pathLength: 9 }),
  'CA:TRUE, not critical': constraints(boolean(true)),
  'a CA on the boolean of 1': constraints(Uint8Array.of(1, 1, 1)),
  ...Object.fromEntries(
    KEY_USAGES.filter((bit) => !['digitalSignature', 'keyEncipherment', 'keyAgreement'].includes(bit)).map((bit) => [
      `key usage ${bit}`,
      build.keyUsage('digitalSignature', bit),
    ]),
  ),
  'key usage of a CA alone': build.keyUsage('keyCertSign', 'cRLSign'),
  ...Object.fromEntries(
    Object.entries({
      'every purpose': PURPOSE_OID.any,
      'code signing': '1.3.6.1.5.5.7.3.3',
      'e-mail protection': '1.3.6.1.5.5.7.3.4',
      'time stamping': '1.3.6.1.5.5.7.3.8',
      'OCSP signing': '1.3.6.1.5.5.7.3.9',
      'smart card logon': '1.3.6.1.4.1.311.20.2.2',
    }).flatMap(([name, type]) => [
      [name, purposes(type)],
      [`client authentication and ${name}`, purposes(PURPOSE_OID.clientAuth, type)],
    ]),
  ),
  'an authority key identifier': build.authorityKeyIdentifier(new Uint8Array(20)),
  'permitted names': build.nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] }),
  'excluded names': build.nameConstraints({ permitted: [], excluded: [{ kind: 'dns', value: 'a.example' }] }),
  'a CRL distribution point': build.crlDistributionPoint('http://evil.example/crl'),
  'a freshest CRL': build.extension(EXTENSION_OID.freshestCrl, false, anything),
  'an issuing distribution point': build.extension(EXTENSION_OID.issuingDistributionPoint, true, anything),
  'any policy': build.extension(EXTENSION_OID.certificatePolicies, false, sequence(sequence(oid('2.5.29.32.0')))),
  'policy mappings': build.extension(EXTENSION_OID.policyMappings, true, anything),
  'policy constraints': build.extension(EXTENSION_OID.policyConstraints, true, sequence(implicit(0, Uint8Array.of(0)))),
  'no any policy': build.extension(EXTENSION_OID.inhibitAnyPolicy, true, integer(0)),
  'an OCSP responder': build.extension(
    EXTENSION_OID.authorityInfoAccess,
    false,
    sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), implicit(6, new TextEncoder().encode('http://evil.example')))),
  ),
  "an issuer's other name": build.extension(EXTENSION_OID.issuerAltName, false, sequence(implicit(2, new TextEncoder().encode('a.example')))),
  'stapling that must be': build.extension('1.3.6.1.5.5.7.1.24', false, sequence(integer(5))),
  'the poison of transparency': build.extension('1.3.6.1.4.1.11129.2.4.3', true, nullElement()),
  'OCSP without check': build.extension('1.3.6.1.5.5.7.48.1.5', false, nullElement()),
  "Microsoft's template": build.extension('1.3.6.1.4.1.311.20.2', false, utf8('SubCA')),
  "Netscape's type": build.extension('2.16.840.1.113730.1.1', false, Uint8Array.of(3, 2, 2, 4)),
  'a Netscape comment': build.extension('2.16.840.1.113730.1.13', false, utf8('hello')),
  'directory attributes of the subject': build.extension('2.5.29.9', false, anything),
  'an unknown extension': build.extension('1.2.3.4.5', false, anything),
  'an unknown critical extension': build.extension('1.2.3.4.5', true, anything),
}

const smuggled = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(SMUGGLED).flatMap(([what, extension]) => [
      [`asks for ${what}`, asking(extension)],
      [
        `asks for ${what} among what is allowed`,
        asking(build.subjectKeyIdentifier(new Uint8Array(20)), extension, build.subjectAltName([{ kind: 'dns', value: 'a.example' }])),
      ],
    ]),
  )

const repeated = (): Record<string, string> => ({
  'key usage twice, alike': asking(usage, usage),
  'key usage twice, differing': asking(usage, build.keyUsage('keyCertSign')),
  'purpose twice': asking(purpose, build.extendedKeyUsage('serverAuth')),
  'CA:FALSE, then CA:TRUE': asking(build.basicConstraints(null), build.basicConstraints({ pathLength: null })),
  'CA:FALSE twice': asking(build.basicConstraints(null), build.basicConstraints(null)),
  'names twice': asking(build.subjectAltName([{ kind: 'dns', value: 'a.example' }]), build.subjectAltName([{ kind: 'dns', value: 'b.example' }])),
  'a key identifier twice': asking(build.subjectKeyIdentifier(new Uint8Array(20)), build.subjectKeyIdentifier(new Uint8Array(20))),
  'two extensionRequests': attributes(extensionRequest([usage]), extensionRequest([purpose])),
  'one extensionRequest twice': attributes(extensionRequest([usage]), extensionRequest([usage])),
  'an extensionRequest with two values': attributes(attribute('1.2.840.113549.1.9.14', sequence(usage), sequence(purpose))),
  "Microsoft's extensionRequest beside the standard one": attributes(extensionRequest([usage]), attribute(MICROSOFT, sequence(purpose))),
  "Microsoft's extensionRequest for a CA": attributes(attribute(MICROSOFT, sequence(build.basicConstraints({ pathLength: null })))),
  'an empty extensionRequest': attributes(extensionRequest([])),
  'an attribute that is not known': attributes(attribute('1.2.3.4.5', utf8('hello'))),
  'an attribute of certificates, not of requests': attributes(attribute(EXTENSION_OID.basicConstraints, sequence(boolean(true)))),
  'a challenge password twice': attributes(attribute('1.2.840.113549.1.9.7', utf8('a')), attribute('1.2.840.113549.1.9.7', utf8('b'))),
  'a challenge password of two values': attributes(attribute('1.2.840.113549.1.9.7', utf8('a'), utf8('b'))),
  'an unstructured name without value': attributes(attribute('1.2.840.113549.1.9.2')),
})

/** Values that are readable as DER, and are not what the extension should hold. */
const malformed = (): Record<string, string> => {
  const values: Readonly<Record<string, readonly [string, Uint8Array]>> = {
    'key usage of no bits': [EXTENSION_OID.keyUsage, fromHex('030100')],
    'key usage with trailing zero bits': [EXTENSION_OID.keyUsage, fromHex('03020080')],
    'key usage with a trailing zero octet': [EXTENSION_OID.keyUsage, fromHex('0303008000')],
    'key usage that is an INTEGER': [EXTENSION_OID.keyUsage, integer(5)],
    'key usage with bytes after it': [EXTENSION_OID.keyUsage, fromHex('0302078000')],
    'no purpose at all': [EXTENSION_OID.extendedKeyUsage, sequence()],
    'a purpose without list': [EXTENSION_OID.extendedKeyUsage, oid(PURPOSE_OID.clientAuth)],
    'purposes in a SET': [EXTENSION_OID.extendedKeyUsage, set(oid(PURPOSE_OID.clientAuth))],
    'no name at all': [EXTENSION_OID.subjectAltName, sequence()],
    'a name that is not IA5': [EXTENSION_OID.subjectAltName, sequence(implicit(2, Uint8Array.of(0x61, 0xe9)))],
    'constraints that spell out FALSE': [EXTENSION_OID.basicConstraints, sequence(boolean(false))],
    'constraints with a negative length': [EXTENSION_OID.basicConstraints, sequence(boolean(true), Uint8Array.of(2, 1, 0xff))],
    'constraints with a third member': [EXTENSION_OID.basicConstraints, sequence(boolean(true), integer(0), integer(0))],
    'constraints of nothing': [EXTENSION_OID.basicConstraints, new Uint8Array()],
    'an empty key identifier': [EXTENSION_OID.subjectKeyIdentifier, octetString(new Uint8Array())],
    'a key identifier that is no OCTET STRING': [EXTENSION_OID.subjectKeyIdentifier, integer(7)],
  }
  const spelledOut = sequence(oid(EXTENSION_OID.keyUsage), boolean(false), octetString(fromHex('03020780')))
  return {
    ...Object.fromEntries(Object.entries(values).map(([what, [type, value]]) => [what, asking(build.extension(type, false, value))])),
    'critical FALSE spelled out': asking(spelledOut),
  }
}

/** Attributes that are not even lists. */
const unreadable = (): Record<string, string> => ({
  'an extensionRequest without value': attributes(attribute('1.2.840.113549.1.9.14')),
  'extensions that are a SET': attributes(attribute('1.2.840.113549.1.9.14', set(usage))),
  'an extension without value': asking(sequence(oid(EXTENSION_OID.keyUsage))),
  'an extension with a fourth member': asking(sequence(oid(EXTENSION_OID.keyUsage), boolean(true), octetString(fromHex('03020780')), integer(1))),
  'an extension whose value is no OCTET STRING': asking(sequence(oid(EXTENSION_OID.keyUsage), utf8('digitalSignature'))),
  'an extension without name': asking(sequence(octetString(new Uint8Array()))),
  'an attribute that is no SEQUENCE': attributes(set(oid('1.2.840.113549.1.9.7'))),
  'an attribute whose values are a SEQUENCE': attributes(sequence(oid('1.2.840.113549.1.9.7'), sequence(utf8('a')))),
  'an attribute with a third member': attributes(concat([sequence(oid('1.2.840.113549.1.9.7'), set(utf8('a')), integer(1))])),
})

/** Rows 1 and 2 of the attack list. */
export const extensionMutants = (): Mutant[] => [...mutants(CODE, { ...smuggled(), ...repeated(), ...malformed() }), ...mutants('csr/unreadable', unreadable())]
