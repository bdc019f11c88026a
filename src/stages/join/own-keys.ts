import { parseCsrPem } from '../../pki/csr.ts'
import { exportPkcs1, exportPkcs8, exportPublicKey, generateKey } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { clientRequest } from '../certify.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { publicKeyText } from '../public-key-text.ts'
import { type JoinInput, newName, pathOf, rawText, subjectOf } from './join-input.ts'

/** The DFSP's CSR for the Hub to sign: the one given, else what is there, else a new one. */
export function ownRequest(input: JoinInput): ChangeSet {
  const { given, dfsp } = input
  if (given.csr === null) return dfsp.client.length > 0 ? NO_CHANGES : newRequest(input)
  const parsed = parseCsrPem(given.csr)
  const isThere = parsed.ok && dfsp.client.some((csr) => csr.parsed.ok && csr.parsed.facts.sha256 === parsed.facts.sha256)
  return isThere ? NO_CHANGES : newRequest(input)
}

/** One more CSR: the one given, else one by a new key. */
export function newRequest(input: JoinInput): ChangeSet {
  const { given, dfsp } = input
  const name = newName(input, 'client')
  const path = pathOf(input, `client/${name}.csr`)
  if (given.csr !== null) {
    const parsed = parseCsrPem(given.csr)
    return { ...NO_CHANGES, files: [{ path, text: parsed.ok ? writePem('CERTIFICATE REQUEST', parsed.facts.der) : rawText(given.csr) }] }
  }
  const key = generateKey('p256')
  return {
    ...NO_CHANGES,
    files: [{ path, text: clientRequest(subjectOf(input, dfsp.id), key) }],
    keys: [{ name: `${dfsp.id}-client-${name}.key`, text: exportPkcs8(key) }],
  }
}

/** The DFSP's JWS key: the one given, else what is there, else a new one. */
export function ownJws(input: JoinInput): ChangeSet {
  const { given, dfsp } = input
  if (given.jws === null && dfsp.jws.length > 0) return NO_CHANGES
  const name = newName(input, 'jws')
  const path = pathOf(input, `jws/${name}.pem`)
  if (given.jws !== null) {
    const { text, sha256 } = publicKeyText(given.jws)
    return dfsp.jws.some((jws) => jws.parsed.ok && jws.parsed.facts.sha256 === sha256) ? NO_CHANGES : { ...NO_CHANGES, files: [{ path, text }] }
  }
  const key = generateKey('rsa2048')
  return { ...NO_CHANGES, files: [{ path, text: exportPublicKey(key) }], keys: [{ name: `${dfsp.id}-jws-${name}.key`, text: exportPkcs1(key) }] }
}
