import { MuhuriError } from '../../model/errors.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import { assembleCertificate } from '../../pki/build-certificate.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { writePem } from '../../pki/pem.ts'
import { signedBy } from '../../pki/verify.ts'
import { type Entry, issuedPath, issuedState, recordText } from './record.ts'
import type { SigningCa, SignRun } from './run.ts'

/** Signs exactly the TBS of an intended record, verifies the result, writes the certificate and then the record as issued. */
export async function seal(
  run: SignRun,
  intent: { readonly name: string; readonly record: IssuedRecord; readonly tbs: Uint8Array; readonly ca: SigningCa },
): Promise<Entry> {
  const { name, record, tbs, ca } = intent
  const signature = await ca.signer.sign(tbs)
  const facts = verified(assembleCertificate(tbs, ca.signer.algorithm, signature), intent)
  await run.files.write(issuedPath(record.dfsp, name, 'pem'), writePem('CERTIFICATE', facts.der))
  return finish(run, { name, record, facts })
}

/** Writes the record as issued, for a certificate that is already in its place. */
export async function finish(run: SignRun, entry: Entry): Promise<Entry> {
  const record = issuedState(entry.record, entry.facts)
  await run.files.write(issuedPath(record.dfsp, entry.name, 'json'), recordText(record))
  return { ...entry, record }
}

/** The certificate holds exactly the intended TBS and key, and the CA's key verifies it. */
export function isIntended(
  facts: CertificateFacts,
  { record, tbs, ca }: { readonly record: IssuedRecord; readonly tbs: Uint8Array; readonly ca: SigningCa },
): boolean {
  return equalBytes(facts.tbs, tbs) && facts.publicKey.sha256 === record.spki && signedBy(facts, ca.certificate)
}

function verified(der: Uint8Array, intent: { readonly record: IssuedRecord; readonly tbs: Uint8Array; readonly ca: SigningCa }): CertificateFacts {
  const parsed = parseCertificate(der)
  if (parsed.ok && isIntended(parsed.facts, intent)) return parsed.facts
  throw new MuhuriError('refused', `the signer "${intent.ca.name}" gave a signature that its CA certificate does not verify; nothing of it was written`, {
    hint: 'the record stays intended: mend the signer and run muhuri sign again',
  })
}
