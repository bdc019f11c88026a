/**
 * A second reader, of another make, over the same bytes: two that disagree on what a request or certificate says are how one
 * thing is reviewed and another signed. Slow to load and to read, so for one file at a time, never for a whole environment.
 */
import type { Extension as OtherExtension } from '@peculiar/x509'
import { signatureAlgorithm } from './algorithms.ts'
import { equalBytes } from './der.ts'
import type { CertificateFacts, CsrFacts, Extension } from './facts.ts'

type Library = typeof import('@peculiar/x509')
type Difference = readonly [what: string, agree: boolean]

/** What the second reader reads otherwise (`subject`, `public key`, …), or that it cannot read the bytes; null where both agree. */
export async function secondReading(facts: CsrFacts | CertificateFacts): Promise<string | null> {
  // The library's dependency injection needs the Reflect metadata first.
  await import('reflect-metadata')
  const library = await import('@peculiar/x509')
  try {
    const differences = 'issuer' in facts ? certificateDifferences(library, facts) : await requestDifferences(library, facts)
    return differences.find(([, agree]) => !agree)?.[0] ?? null
  } catch (error) {
    return `whether it can be read at all (${error instanceof Error ? error.message : String(error)})`
  }
}

async function requestDifferences(library: Library, facts: CsrFacts): Promise<readonly Difference[]> {
  const other = new library.Pkcs10CertificateRequest(facts.der)
  const comparable = signatureAlgorithm(facts.signatureAlgorithm) !== null
  return [
    ['subject', sameBytes(other.subjectName.toArrayBuffer(), facts.subject.der)],
    ['public key', sameBytes(other.publicKey.rawData, facts.publicKey.spki)],
    ['extensions', sameExtensions(other.extensions, facts.extensions)],
    ['signature', !comparable || (await other.verify()) === facts.signatureValid],
  ]
}

function certificateDifferences(library: Library, facts: CertificateFacts): readonly Difference[] {
  const other = new library.X509Certificate(facts.der)
  return [
    ['serial number', BigInt(`0x${other.serialNumber}`) === BigInt(`0x${facts.serial}`)],
    ['subject', sameBytes(other.subjectName.toArrayBuffer(), facts.subject.der)],
    ['issuer', sameBytes(other.issuerName.toArrayBuffer(), facts.issuer.der)],
    ['validity', Number(other.notBefore) === Number(facts.notBefore) && Number(other.notAfter) === Number(facts.notAfter)],
    ['public key', sameBytes(other.publicKey.rawData, facts.publicKey.spki)],
    ['extensions', sameExtensions(other.extensions, facts.extensions)],
  ]
}

function sameBytes(other: ArrayBuffer, ours: Uint8Array): boolean {
  return equalBytes(new Uint8Array(other), ours)
}

function sameExtensions(other: readonly OtherExtension[], ours: readonly Extension[]): boolean {
  if (other.length !== ours.length) return false
  return ours.every(({ oid, critical, value }, i) => {
    const one = other[i]
    return one !== undefined && one.type === oid && one.critical === critical && sameBytes(one.value, value)
  })
}
