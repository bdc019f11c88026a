import { caKeyName } from '../src/model/ca-key-name.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { parseCertificatePem, parseOneCertificatePem } from '../src/pki/certificate.ts'
import { sha256Hex } from '../src/pki/digest.ts'
import type { CertificateFacts, PublicKeyFacts } from '../src/pki/facts.ts'
import { type KeyPair, readPrivateKey } from '../src/pki/keys.ts'
import { parsePublicKeyPem } from '../src/pki/spki.ts'
import type { GivenMaterial } from '../src/stages/init.ts'
import { list, text } from './arguments.ts'
import type { Invocation } from './command.ts'
import { givenFile, givenFiles } from './read-given.ts'
import { keysOf } from './write-changes.ts'

const MAX_CERTIFICATES = 6
const CAS = ['root', 'clients', 'servers']

/** What `init` was given of public material, and the keys of given CAs that lie in the key folder. */
export async function givenMaterial(
  invocation: Invocation,
  { environmentName, passphrase }: { readonly environmentName: string; readonly passphrase: string | null },
): Promise<GivenMaterial> {
  const cas = (await givenFiles(invocation, 'ca')).flatMap((bytes, index) => certificates(bytes, list(invocation, 'ca')[index] ?? ''))
  const server = await givenFile(invocation, 'server-cert')
  const jws = await givenFile(invocation, 'jws')
  return {
    cas,
    caKeys: cas.length === 0 ? new Map() : await caKeys(invocation, { environmentName, passphrase }),
    server: server === null ? null : certificates(server, text(invocation, 'server-cert') ?? ''),
    jws: jws === null ? null : publicKey(jws, text(invocation, 'jws') ?? ''),
  }
}

function certificates(bytes: Uint8Array, path: string): readonly CertificateFacts[] {
  const parsed = parseCertificatePem(bytes, { max: MAX_CERTIFICATES })
  if (!parsed.ok) throw new MuhuriError('usage', `"${path}" is no certificate: ${parsed.message}`)
  return parsed.facts
}

function publicKey(bytes: Uint8Array, path: string): PublicKeyFacts {
  const key = parsePublicKeyPem(bytes)
  if (key.ok) return key.facts
  const certificate = parseOneCertificatePem(bytes)
  if (certificate.ok) return certificate.facts.publicKey
  throw new MuhuriError('usage', `"${path}" is no public key: ${key.message}`, { hint: 'openssl pkey -in <private key> -pubout' })
}

async function caKeys(
  invocation: Invocation,
  { environmentName, passphrase }: { readonly environmentName: string; readonly passphrase: string | null },
): Promise<ReadonlyMap<string, KeyPair>> {
  const keys = keysOf(invocation, environmentName)
  const pairs = new Map<string, KeyPair>()
  for (const ca of CAS) {
    const pem = await keys.read(caKeyName(ca))
    if (pem === null) continue
    const pair = readPrivateKey(pem, passphrase ?? undefined)
    pairs.set(sha256Hex(pair.publicKey), pair)
  }
  return pairs
}
