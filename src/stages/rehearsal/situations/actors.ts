import type { DesiredDfsp, Pin } from '../../../model/desired.ts'
import type { IssuedRecord } from '../../../model/generated/files.ts'
import { formatInstant } from '../../../model/time.ts'
import { parseCertificate, parseCertificatePem } from '../../../pki/certificate.ts'
import { equalBytes } from '../../../pki/der.ts'
import { sha256Hex } from '../../../pki/digest.ts'
import type { CertificateFacts } from '../../../pki/facts.ts'
import { newSerial, readPrivateKey } from '../../../pki/keys.ts'
import { writePem } from '../../../pki/pem.ts'
import { reissue } from '../../../pki/twin.ts'
import { signedBy } from '../../../pki/verify.ts'
import { revokedText } from '../../revoke.ts'
import { issuedPath, recordText } from '../../sign/record.ts'
import type { Actor } from '../prepared.ts'
import { identityOf, twinIssuer } from '../props.ts'
import type { TwinWorld } from '../twin-world.ts'
import type { Listed } from './lists.ts'

const MINUTE_MS = 60_000

/** Who calls the Hub in a situation, and what the environment repository says of them. */
export interface Enrolment {
  readonly actors: readonly Actor[]
  /** Files of the repository: path to text. */
  readonly files: Readonly<Record<string, string>>
  /** What the CRLs are to list. */
  readonly listed: readonly Listed[]
}

export interface EnrolmentPlan {
  /** The clock of whoever signs and revokes. */
  readonly at: Date
  /** When those were revoked that the CRLs list. */
  readonly listedAt: Date
  /** Every certificate is made at that instant, by a policy that sets its begin back so far; null leaves them as old as the DFSP's own. */
  readonly fresh: { readonly backdateMinutes: number } | null
  /** One more is revoked, so late that no CRL lists it: the pins alone refuse it. */
  readonly unlisted: boolean
}

/**
 * For each of the Hub's CAs that issued to the DFSP: a good client, one with a certificate that is revoked, and one with
 * a certificate that no registry holds. All of them have the DFSP's names and its key; only certificates differ.
 */
export function enrol(world: TwinWorld, dfsp: DesiredDfsp, plan: EnrolmentPlan): Enrolment {
  const own = newestOfEachCa(world, dfsp)
  const parts = own.map((issued, index) => enrolUnder(world, { ...issued, dfsp, prefix: index === 0 ? [] : [`of-${issued.name}`] }, plan))
  if (parts.length === 0) return { actors: [{ name: '', identity: identityOf(dfsp.pins[0]?.pem ?? '', world.keys), expected: 'allow' }], files: {}, listed: [] }
  return {
    actors: parts.flatMap(({ actors }) => actors),
    files: Object.assign({}, ...parts.map(({ files }) => files)),
    listed: parts.flatMap(({ listed }) => listed),
  }
}

interface Client {
  readonly dfsp: DesiredDfsp
  readonly pin: Pin
  /** Its issuer, and that one's name. */
  readonly ca: CertificateFacts
  readonly name: string
  readonly prefix: readonly string[]
}

/** The newest certificate in force that each CA issued to this DFSP; that of the CA that issues now first. */
function newestOfEachCa({ environment }: TwinWorld, { pins }: DesiredDfsp): readonly Pick<Client, 'pin' | 'ca' | 'name'>[] {
  const current = environment.settings?.value?.authorities.clients
  const cas = environment.hub.ca.flatMap(({ name, parsed }) => (parsed.ok ? [{ name, ca: parsed.facts }] : []))
  const issued = pins.flatMap((pin) => {
    const leaf = factsOf(pin.pem)
    const issuer = cas.find(({ ca }) => equalBytes(ca.subject.der, leaf.issuer.der) && signedBy(leaf, ca))
    return pin.revoked || issuer === undefined ? [] : [{ pin, ...issuer }]
  })
  const newest = issued.filter(({ name }, index) => issued.findIndex((other) => other.name === name) === index)
  return newest.sort((a, b) => Number(b.name === current) - Number(a.name === current))
}

function enrolUnder(world: TwinWorld, client: Client, plan: EnrolmentPlan): Enrolment {
  const { dfsp, pin, name, prefix } = client
  const good = plan.fresh === null ? { identity: identityOf(pin.pem, world.keys), files: {} } : certificateOf(world, client, plan)
  const revoked = certificateOf(world, client, plan)
  const unpinned = certificateOf(world, client, plan)
  const late = plan.unlisted ? certificateOf(world, client, plan) : null
  const actor = (role: string, { identity }: Pick<Actor, 'identity'>, expected: Actor['expected']): Actor => ({
    name: [...prefix, ...(role === '' ? [] : [role])].join('/'),
    identity,
    expected,
  })
  const revocation = ({ serial }: Certified, at: Date) => ({ [`revoked/${serial}.yaml`]: revokedText({ reason: 'superseded', at, by: dfsp.id }) })
  return {
    actors: [
      actor('', good, 'allow'),
      actor('revoked', revoked, 'deny'),
      ...(late === null ? [] : [actor('revoked-unlisted', late, 'deny')]),
      actor('unpinned', unpinned, 'deny'),
    ],
    files: {
      ...good.files,
      ...revoked.files,
      ...revocation(revoked, plan.listedAt),
      ...late?.files,
      ...(late === null ? {} : revocation(late, plan.at)),
    },
    listed: [{ ca: name, serial: revoked.serial }],
  }
}

interface Certified extends Pick<Actor, 'identity'> {
  readonly serial: string
  /** Certificate and record, as `sign` writes them. */
  readonly files: Readonly<Record<string, string>>
}

/** One more certificate of the same CA for the same key and names. */
function certificateOf({ environment, keys }: TwinWorld, { dfsp, pin, ca }: Client, { at, fresh }: EnrolmentPlan): Certified {
  const leaf = factsOf(pin.pem)
  const serial = newSerial()
  const notBefore = fresh === null ? leaf.notBefore : new Date(at.getTime() - fresh.backdateMinutes * MINUTE_MS)
  const issuer = twinIssuer(ca.subject.der, readPrivateKey(keys.get(ca.publicKey.sha256) ?? ''))
  const der = reissue({ ...leaf, serial, notBefore }, { publicKey: leaf.publicKey.spki, issuer })
  const pem = writePem('CERTIFICATE', der)
  const before = environment.issued.records.find(({ path }) => path === pin.path.replace(/pem$/, 'json'))?.value
  const name = `${pin.path.split('/').at(-1)?.split('.')[0]}.${serial}`
  const files =
    before == null
      ? {}
      : {
          [issuedPath(dfsp.id, name, 'pem')]: pem,
          [issuedPath(dfsp.id, name, 'json')]: recordText({
            ...before,
            ...recorded(der),
            serial,
            notBefore: formatInstant(notBefore),
            reissueOf: before.serial,
          }),
        }
  return { identity: identityOf(pem, keys), serial, files }
}

function recorded(der: Uint8Array): Pick<IssuedRecord, 'tbs' | 'certificate'> {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new TypeError(`the rehearsal made a certificate that cannot be read: ${parsed.message}`)
  return { tbs: sha256Hex(parsed.facts.tbs), certificate: parsed.facts.sha256 }
}

function factsOf(pem: string): CertificateFacts {
  const parsed = parseCertificatePem(Buffer.from(pem), { max: 1 })
  const [facts] = parsed.ok ? parsed.facts : []
  if (facts === undefined) throw new TypeError('a pin of the twin cannot be read')
  return facts
}
