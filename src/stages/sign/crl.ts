import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import { retiredAuthorities } from '../../model/hub-authorities.ts'
import { assembleCrl, buildTbsCrl, type RevokedInput } from '../../pki/build-crl.ts'
import { parseCrl } from '../../pki/crl.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts, CrlFacts } from '../../pki/facts.ts'
import { writePem } from '../../pki/pem.ts'
import { issuerOf } from '../../pki/profiles.ts'
import { crlSignedBy } from '../../pki/verify.ts'
import type { Signer } from '../../ports.ts'
import { revokedUnder } from './revocations.ts'
import type { SigningCa, SignRun } from './run.ts'

const DAY = 86_400_000
const MINUTE = 60_000

/** Writes `issued/crl/<ca>.pem` for each CA with a signer, not retired, whose list is missing, due, or lacks a revocation. */
export async function refreshCrls(run: SignRun, environment: Environment): Promise<readonly { readonly ca: string; readonly number: number | string }[]> {
  const written: { ca: string; number: number | string }[] = []
  for (const { ca, current, entries, due } of crlsOf(run, environment)) {
    if (!due) continue
    const number = await writeCrl(run, ca, { current, entries })
    written.push({ ca: ca.name, number: number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : String(number) })
  }
  return written
}

/** What a CA's next list says, and whether it must be made now. */
export interface NextCrl {
  readonly ca: SigningCa
  readonly current: CrlFacts | null
  readonly entries: readonly RevokedInput[]
  readonly due: boolean
}

/** The next list of each CA with a signer that is not retired. */
export function crlsOf(run: SignRun, environment: Environment): readonly NextCrl[] {
  const retired = retiredAuthorities(environment)
  const serving = [...run.cas.values()].filter(({ name }) => !retired.has(name))
  return serving.map((ca) => {
    const current = currentCrl(environment, ca)
    const entries = revokedUnder(environment, ca, { previous: current, at: run.at })
    const stands = current !== null && !isDue(current, run) && !isBelow(current, floorOf(run, ca)) && entries.every(({ serial }) => current.entries.has(serial))
    return { ca, current, entries, due: !stands }
  })
}

async function writeCrl(
  run: SignRun,
  ca: SigningCa,
  { current, entries }: { readonly current: CrlFacts | null; readonly entries: readonly RevokedInput[] },
): Promise<bigint> {
  const [held, floor] = [current?.number ?? -1n, floorOf(run, ca)]
  const previous = held > floor ? held : floor
  const number = nextCrlNumber(previous < 0n ? null : previous, run.at)
  const { days, backdateMinutes } = run.settings.policy.crl
  const text = await signCrl(ca, { number, entries, ...crlTimes(run.at, { days, backdateMinutes }) })
  await run.files.write(`issued/crl/${ca.name}.pem`, text)
  return number
}

const floorOf = ({ crlFloors }: SignRun, { name }: SigningCa): bigint => crlFloors?.get(name) ?? -1n

/** A list with a greater number was made, and lost. */
const isBelow = ({ number }: CrlFacts, floor: bigint): boolean => (number ?? -1n) < floor

/** The greater of previous + 1 and Unix seconds: numbers rise even where the list before was lost (DESIGN §7). */
export function nextCrlNumber(previous: bigint | null, at: Date): bigint {
  const seconds = BigInt(Math.floor(at.getTime() / 1000))
  return previous !== null && previous >= seconds ? previous + 1n : seconds
}

/** When a list made now begins and ends. */
export function crlTimes(
  at: Date,
  { days, backdateMinutes }: Pick<EnvironmentFile['policy']['crl'], 'days' | 'backdateMinutes'>,
): { readonly thisUpdate: Date; readonly nextUpdate: Date } {
  return { thisUpdate: new Date(at.getTime() - backdateMinutes * MINUTE), nextUpdate: new Date(at.getTime() + days * DAY) }
}

export interface CrlContent {
  readonly number: bigint
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly entries: readonly RevokedInput[]
}

/** PEM of a CRL, read back and verified under the CA's certificate. */
export async function signCrl(ca: { readonly certificate: CertificateFacts; readonly signer: Signer }, content: CrlContent): Promise<string> {
  const { name, keyIdentifier, algorithm } = issuerOf(ca.certificate, ca.signer.algorithm)
  const tbs = buildTbsCrl({ ...content, algorithm, issuer: name, keyIdentifier })
  const der = assembleCrl(tbs, algorithm, await ca.signer.sign(tbs))
  const parsed = parseCrl(der)
  if (!parsed.ok || parsed.facts.defects.length > 0 || !equalBytes(parsed.facts.tbs, tbs) || !crlSignedBy(parsed.facts, ca.certificate)) {
    throw new MuhuriError('refused', 'the signer gave a CRL signature that its CA certificate does not verify; nothing was written')
  }
  return writePem('X509 CRL', der)
}

/** The list that is in its place and that the CA's key verifies; anything else is as good as missing. */
function currentCrl(environment: Environment, ca: SigningCa): CrlFacts | null {
  const artefact = environment.issued.crl.find(({ name }) => name === ca.name)
  if (artefact === undefined || !artefact.parsed.ok) return null
  const { facts } = artefact.parsed
  return equalBytes(facts.issuer.der, ca.certificate.subject.der) && crlSignedBy(facts, ca.certificate) ? facts : null
}

function isDue(crl: CrlFacts, run: SignRun): boolean {
  if (crl.nextUpdate === null || crl.number === null || crl.authorityKeyIdentifier === null) return true
  const { days, refreshBeforeDays } = run.settings.policy.crl
  // A list that is due as soon as it is made would be made again by every run.
  const before = Math.min(refreshBeforeDays, days / 2)
  return crl.nextUpdate.getTime() - before * DAY <= run.at.getTime()
}
