import { parseCertificatePem } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, type KeyPair, newSerial } from '../../pki/keys.ts'
import { dfspRoot } from '../../pki/profiles.ts'
import { certificatesText, certify, validity } from '../certify.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { type JoinInput, pathOf, rawText, subjectOf } from './join-input.ts'

/** The DFSP's CA as it will stand. */
export interface OwnAuthority {
  readonly changes: ChangeSet
  /** The CA that signs, with its key, or null where no key is at hand. */
  readonly issuing: { readonly certificate: CertificateFacts; readonly key: KeyPair } | null
  /** All its CA certificates. */
  readonly certificates: readonly CertificateFacts[]
}

const ROOT_DAYS = 7300
const MAX_CERTIFICATES = 6

/** The DFSP's CA: what is there, what is given, else a new root. */
export function ownAuthority(input: JoinInput): OwnAuthority {
  const present = input.dfsp.ca.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
  if (input.given.cas.length > 0) return givenAuthority(input, present)
  return input.dfsp.ca.length > 0 ? withKey(input, present, NO_CHANGES) : newRoot(input)
}

function withKey({ caKey }: JoinInput, certificates: readonly CertificateFacts[], changes: ChangeSet): OwnAuthority {
  const certificate = caKey === null ? undefined : certificates.find(({ publicKey }) => equalBytes(publicKey.spki, caKey.publicKey))
  return { changes, certificates, issuing: certificate === undefined || caKey === null ? null : { certificate, key: caKey } }
}

function givenAuthority(input: JoinInput, present: readonly CertificateFacts[]): OwnAuthority {
  const taken = new Set(input.dfsp.ca.map(({ name }) => name))
  const known = new Set(present.map(({ sha256 }) => sha256))
  const certificates = [...present]
  const files: ChangeSet[] = []
  for (const bytes of input.given.cas) {
    const parsed = parseCertificatePem(bytes, { max: MAX_CERTIFICATES })
    if (!parsed.ok) files.push(caFile(input, nameOf('root', taken), rawText(bytes)))
    else {
      for (const facts of parsed.facts.filter(({ sha256 }) => !known.has(sha256))) {
        known.add(facts.sha256)
        certificates.push(facts)
        files.push(caFile(input, nameOf(facts.selfIssued ? 'root' : 'intermediate', taken), certificatesText([facts])))
      }
    }
  }
  return withKey(input, certificates, joinChanges(files))
}

const caFile = (input: JoinInput, name: string, text: string): ChangeSet => ({ ...NO_CHANGES, files: [{ path: pathOf(input, `ca/${name}.pem`), text }] })

function nameOf(base: string, taken: Set<string>): string {
  let name = base
  for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`
  taken.add(name)
  return name
}

function newRoot(input: JoinInput): OwnAuthority {
  const key = input.caKey ?? generateKey('p256')
  const certificate = certify(
    dfspRoot({
      algorithm: key.algorithm,
      serial: newSerial(input.random),
      subject: subjectOf(input, `${input.dfsp.id} root`),
      publicKey: key.publicKey,
      ...validity(input.at, Math.min(ROOT_DAYS, input.settings.policy.ca.maxDays)),
    }),
    key,
  )
  const keys = input.caKey === null ? [{ name: `${input.dfsp.id}-ca.key`, text: exportPkcs8(key) }] : []
  return { changes: { ...caFile(input, 'root', certificatesText([certificate])), keys }, certificates: [certificate], issuing: { certificate, key } }
}
