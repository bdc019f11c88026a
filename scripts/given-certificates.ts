import { MuhuriError } from '../src/model/errors.ts'
import { parseCertificatePem } from '../src/pki/certificate.ts'
import type { CertificateFacts } from '../src/pki/facts.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'
import { givenFile } from './read-given.ts'

const MOST = 6

/** Certificates in the file that `--name` gives, or null where it is not given; `usage` where it holds none. */
export async function givenCertificates(invocation: Invocation, name: string): Promise<readonly CertificateFacts[] | null> {
  const bytes = await givenFile(invocation, name)
  if (bytes === null) return null
  const parsed = parseCertificatePem(bytes, { max: MOST })
  if (!parsed.ok) throw new MuhuriError('usage', `"${text(invocation, name)}" given with --${name} is no certificate: ${parsed.message}`)
  return parsed.facts
}
