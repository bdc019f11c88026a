/** Requests that are not one PEM block of strict DER. */

import { contents, encoding, readDer } from '../../src/pki/der.ts'
import { element, integer, sequence } from '../../src/pki/der-write.ts'
import { writePem } from '../../src/pki/pem.ts'
import { testCsr, testKey } from '../support/pki.ts'
import { type Mutant, mutants } from './mutant.ts'

const LABEL = 'CERTIFICATE REQUEST'
const key = testKey('p256', 'mutant')
const good = testCsr({ key })
const [info, algorithm, signature] = readDer(good.der).children.map((child) => new Uint8Array(encoding(child)))
const part = (bytes: Uint8Array | undefined): Uint8Array => bytes ?? new Uint8Array()
const [version, subject, publicKey, attributes] = readDer(part(info)).children.map((child) => new Uint8Array(encoding(child)))
const pem = (der: Uint8Array): string => writePem(LABEL, der)
const bytes = (...parts: (number | Uint8Array)[]): Uint8Array => Buffer.concat(parts.map((one) => (typeof one === 'number' ? Uint8Array.of(one) : one)))
const inner = (der: Uint8Array): Uint8Array => contents(readDer(der))
const altered = (at: number, value: number): Uint8Array => Uint8Array.from(good.der, (octet, index) => (index === at ? value : octet))
const outer = (...parts: (Uint8Array | undefined)[]): string => pem(sequence(...parts.map(part)))
const infoOf = (...parts: (Uint8Array | undefined)[]): string => outer(sequence(...parts.map(part)), algorithm, signature)
const edited = (change: (lines: string[]) => string[]): string => change(good.pem.trimEnd().split('\n')).join('\n').concat('\n')
const indefinite = (tag: number, content: Uint8Array): Uint8Array => bytes(tag, 0x80, content, 0, 0)

const extra = (): Record<string, string | Uint8Array> => ({
  'DER without PEM': good.der,
  'UTF-16': Buffer.from(good.pem, 'utf16le'),
  'a zero octet after the DER': testCsr({ key, trailing: Uint8Array.of(0) }).pem,
  'NULL after the DER': testCsr({ key, trailing: Uint8Array.of(5, 0) }).pem,
  'the request after the request': testCsr({ key, trailing: good.der }).pem,
  'two blocks': good.pem + good.pem,
  'another request after it': good.pem + testCsr({ key, subject: { CN: 'bluebank' } }).pem,
  'a certificate after it': good.pem + writePem('CERTIFICATE', good.der),
  'a public key after it': good.pem + key.publicPem,
  'a control character before it': `a\0b\n${good.pem}`,
  'a control character after it': `${good.pem}\u001b[2J\n`,
  'more than 16 KiB of text after it': `${good.pem}${'x'.repeat(17 * 1024)}\n`,
})

const armour = (): Record<string, string | Uint8Array> => ({
  'an empty file': '',
  'a file of spaces': ' \n\n',
  'text without PEM': 'hello\n',
  'the label of a certificate': writePem('CERTIFICATE', good.der),
  'the label of a public key': writePem('PUBLIC KEY', good.der),
  'a label in small letters': good.pem.replaceAll(LABEL, LABEL.toLowerCase()),
  'no end line': good.pem.replace(`-----END ${LABEL}-----\n`, ''),
  'the end line of another label': good.pem.replace(`END ${LABEL}`, 'END CERTIFICATE'),
  'no begin line': good.pem.replace(`-----BEGIN ${LABEL}-----\n`, ''),
  'a header line': edited((lines) => [lines[0] ?? '', 'Proc-Type: 4,ENCRYPTED', '', ...lines.slice(1)]),
  'an empty line inside': edited((lines) => lines.flatMap((line, at) => (at === 2 ? [line, '!'] : [line]))),
  'a Unicode space inside': edited((lines) => lines.map((line, at) => (at === 1 ? `\u00a0${line}` : line))),
  'a byte order mark': `\ufeff${good.pem}`,
  base64url: edited((lines) => lines.map((line, at) => (at === 1 ? `-_${line.slice(2)}` : line))),
  'a padding inside': edited((lines) => lines.map((line, at) => (at === 1 ? `${line.slice(0, -1)}=` : line))),
  'a block of nothing': `-----BEGIN ${LABEL}-----\n-----END ${LABEL}-----\n`,
  'one character less': edited((lines) => lines.map((line, at) => (at === 1 ? line.slice(1) : line))),
})

const cut = (): Record<string, string> =>
  Object.fromEntries([1, 2, 10, 40, 80, good.der.length - 1].map((length) => [`the first ${length} octets`, pem(good.der.subarray(0, length))]))

const rules = (): Record<string, string> => ({
  'an indefinite length outside': pem(indefinite(0x30, inner(good.der))),
  'an indefinite length inside': outer(indefinite(0x30, inner(part(info))), algorithm, signature),
  'an indefinite length of the subject': infoOf(version, indefinite(0x30, inner(part(subject))), publicKey, attributes),
  'a length of too many octets': pem(bytes(0x30, 0x83, 0, good.der.length >> 8, good.der.length & 0xff, inner(good.der))),
  'a long form for a short length': outer(info, bytes(0x30, 0x81, part(algorithm)[1] ?? 0, inner(part(algorithm))), signature),
  'a length that says more': pem(altered(2, 0x7f)),
  'another outer tag': pem(altered(0, 0x31)),
  'a long tag': pem(bytes(0x3f, 0x10, good.der.subarray(1))),
  'a constructed signature': outer(info, algorithm, element(0x23, part(signature))),
  'a signature with unused bits': outer(info, algorithm, bytes(0x03, part(signature)[1] ?? 0, 1, part(signature).subarray(3))),
  'a signature that is an OCTET STRING': outer(info, algorithm, bytes(0x04, part(signature).subarray(1))),
  'no signature': outer(info, algorithm),
  'no signature algorithm': outer(info, signature),
  'a fourth member': outer(info, algorithm, signature, integer(1)),
  'the members in another order': outer(algorithm, info, signature),
  'nothing in it': outer(),
  'no subject': infoOf(version, publicKey, attributes),
  'no key': infoOf(version, subject, attributes),
  'a fifth member inside': infoOf(version, subject, publicKey, attributes, integer(1)),
  'attributes of another tag': infoOf(version, subject, publicKey, element(0xa1, new Uint8Array())),
  'a version of two octets': infoOf(Uint8Array.of(2, 2, 0, 0), subject, publicKey, attributes),
  'a version of no octets': infoOf(Uint8Array.of(2, 0), subject, publicKey, attributes),
  'a version that is negative': infoOf(Uint8Array.of(2, 1, 0xff), subject, publicKey, attributes),
  'a version that is a BOOLEAN': infoOf(Uint8Array.of(1, 1, 0xff), subject, publicKey, attributes),
  'a nest of 200 sequences': pem(Array.from({ length: 200 }).reduce<Uint8Array>((nested) => element(0x30, nested), new Uint8Array())),
})

const OTHER_VERSIONS: Readonly<Record<string, number>> = { '1, as a certificate of version 2 has': 1, '2': 2, '127': 127 }

const privateKeys = (): Record<string, string> => ({
  'the private key with it': good.pem + key.privatePem,
  'the private key before it': key.privatePem + good.pem,
  'the private key in its place': key.privatePem,
  'a private key of the old kind': key.privateKey.export({ type: 'sec1', format: 'pem' }) as string,
  'a private key of RSA, the old kind': testKey('rsa2048').privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
  'an encrypted private key': key.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
})

const versions = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(OTHER_VERSIONS).map(([what, number]) => {
      const replaced = { tamperTbs: () => sequence(integer(number), part(subject), part(publicKey), part(attributes)) }
      return [`version ${what}`, testCsr({ key, ...replaced }).pem]
    }),
  )

/** Rows 6, 7 and, as far as a request has numbers, 11 of the attack list. */
export const encodingMutants = (): Mutant[] => [
  ...mutants('csr/extra-data', extra()),
  ...mutants('csr/unreadable', { ...armour(), ...cut(), ...rules() }),
  ...mutants('csr/signature', versions()),
  ...mutants('repo/private-key', privateKeys()),
]
