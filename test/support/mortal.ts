import { expect } from 'vitest'
import { crlSignedBy, signedBy } from '../../src/pki/verify.ts'
import type { Files, Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import { AT, type SmallEnvironment, signerOf } from './small-environment.ts'

/** The process is gone. */
export class Killed extends Error {}

/** Files and a signer that are cut off at step `last`: before it takes effect, or just after. */
export function mortal(
  small: SmallEnvironment,
  { last, after }: { readonly last: number; readonly after: boolean },
): { readonly files: Files; readonly signer: Signer; readonly steps: () => number } {
  let steps = 0
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    steps += 1
    if (steps === last && !after) throw new Killed()
    const result = await run()
    if (steps === last) throw new Killed()
    return result
  }
  const { files } = small.folder
  const signer = signerOf(small)
  return {
    files: { write: (path, bytes) => step(() => files.write(path, bytes)), remove: (path) => step(() => files.remove(path)) },
    signer: { ...signer, sign: (tbs) => step(() => signer.sign(tbs)) },
    steps: () => steps,
  }
}

/** Each DFSP has one certificate with its record, the CRL verifies, and `check` finds nothing. */
export function expectWhole(small: SmallEnvironment, ids: readonly string[]): void {
  const environment = small.load()
  const issuer = environment.hub.ca.find(({ name }) => name === 'clients')
  if (issuer?.parsed.ok !== true) throw new Error('no clients CA')
  for (const id of ids) {
    const certificates = environment.issued.certificates.filter(({ dfsp }) => dfsp === id)
    const records = environment.issued.records.filter(({ dfsp }) => dfsp === id)
    expect(certificates).toHaveLength(1)
    expect(records.map(({ value }) => value?.state)).toEqual(['issued'])
    const [certificate] = certificates
    if (certificate?.parsed.ok !== true) throw new Error('the certificate cannot be read')
    expect(signedBy(certificate.parsed.facts, issuer.parsed.facts)).toBe(true)
    expect(records[0]?.value).toMatchObject({ serial: certificate.parsed.facts.serial, certificate: certificate.parsed.facts.sha256 })
    expect(records[0]?.value).not.toHaveProperty('tbsDer')
  }
  const crl = environment.issued.crl.find(({ name }) => name === 'clients')
  expect(crl?.parsed.ok === true && crlSignedBy(crl.parsed.facts, issuer.parsed.facts)).toBe(true)
  expect(check(environment, { at: AT }).findings).toEqual([])
}
