import { parseDocument } from 'yaml'
import type { Desired } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'
import { formatInstant } from '../../model/time.ts'
import { assembleCrl, buildTbsCrl, type RevokedInput } from '../../pki/build-crl.ts'
import { keyIdentifier } from '../../pki/build-extensions.ts'
import { parseCrlPem } from '../../pki/crl.ts'
import { toHex } from '../../pki/der-values.ts'
import type { CertificateFacts, CrlFacts } from '../../pki/facts.ts'
import { readPrivateKey } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import type { RevocationReason } from '../../pki/revocation-reason.ts'
import type { Difference } from './prepared.ts'

/** The twin environment, as it was loaded, and its keys. */
export interface TwinWorld {
  readonly environment: Environment
  readonly desired: Desired
  readonly keys: ReadonlyMap<string, string>
  readonly at: Date
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const CRL_DAYS = 30

/** Every certificate in force of these DFSPs is revoked: a file for each, and new CRLs of the CAs that issued them. */
export function revokedDifference(world: TwinWorld, dfsps: readonly string[]): Difference {
  const pins = world.desired.dfsps
    .filter(({ id }) => dfsps.includes(id))
    .flatMap(({ id, pins: own }) => own.filter(({ revoked }) => !revoked).map((pin) => ({ id, ...pin })))
  const at = new Date(world.at.getTime() - MINUTE_MS)
  const files = pins.map(({ id, serial }) => [`revoked/${serial}.yaml`, `reason: superseded\nat: ${formatInstant(at)}\nby: ${id}\n`] as const)
  const issued = world.environment.issued.records.flatMap(({ value }) => value ?? [])
  const crls = world.environment.hub.ca.flatMap(({ name, parsed }) => {
    const serials = issued.filter((record) => record.issuer === name && pins.some(({ serial }) => serial === record.serial)).map(({ serial }) => serial)
    if (!parsed.ok || serials.length === 0) return []
    const added = serials.map((serial) => ({ serial, revokedAt: at, reason: 'superseded' as const }))
    return [[`issued/crl/${name}.pem`, nextCrl(world, { name, ca: parsed.facts, added })] as const]
  })
  return { set: Object.fromEntries([...files, ...crls]), removed: [] }
}

/** These DFSPs are suspended. */
export function suspendedDifference({ environment }: TwinWorld, dfsps: readonly string[]): Difference {
  const files = environment.tree.entries.flatMap(({ path, bytes }) => {
    const id = /^dfsps\/([^/]+)\/dfsp[.]yaml$/.exec(path)?.[1]
    if (id === undefined || !dfsps.includes(id) || bytes === null) return []
    const document = parseDocument(Buffer.from(bytes).toString('utf8'))
    document.set('status', 'suspended')
    return [[path, document.toString()] as const]
  })
  return { set: Object.fromEntries(files), removed: [] }
}

/** The rendered files as they are, a day after the CRLs that stand in them have expired unnoticed. */
export function expiredCrlDifference(
  { environment, desired, keys, at }: TwinWorld,
  files: readonly { readonly path: string; readonly text: string }[],
): Difference {
  const replaced = desired.hub.clientCrls.flatMap(({ pem }) => {
    const parsed = parseCrlPem(Buffer.from(pem))
    const ca = parsed.ok
      ? environment.hub.ca.flatMap((artefact) => (artefact.parsed.ok ? [artefact.parsed.facts] : [])).find((facts) => sameName(facts, parsed.facts))
      : undefined
    if (!parsed.ok || ca === undefined) return []
    const expired = signedCrl({
      ca,
      keys,
      number: parsed.facts.number ?? 1n,
      entries: entriesOf(parsed.facts),
      from: new Date(at.getTime() - (CRL_DAYS + 1) * DAY_MS),
      to: new Date(at.getTime() - DAY_MS),
    })
    return expired === null ? [] : [[pem, expired] as const]
  })
  const changed = files.flatMap(({ path, text }) => {
    const now = replaced.reduce((whole, [old, expired]) => whole.replaceAll(old, expired), text)
    return now === text ? [] : [[path, now] as const]
  })
  return { set: Object.fromEntries(changed), removed: [] }
}

function sameName(ca: CertificateFacts, crl: CrlFacts): boolean {
  return toHex(ca.subject.der) === toHex(crl.issuer.der)
}

function entriesOf(crl: CrlFacts | null): readonly RevokedInput[] {
  return [...(crl?.entries.values() ?? [])].map(({ serial, revokedAt, reason }) => ({ serial, revokedAt, reason: reason as RevocationReason | null }))
}

function nextCrl(
  world: TwinWorld,
  { name, ca, added }: { readonly name: string; readonly ca: CertificateFacts; readonly added: readonly RevokedInput[] },
): string {
  const current = world.environment.issued.crl.find((crl) => crl.name === name)?.parsed
  const facts = current?.ok ? current.facts : null
  const from = new Date(world.at.getTime() - MINUTE_MS)
  const to = facts?.nextUpdate && facts.nextUpdate > world.at ? facts.nextUpdate : new Date(world.at.getTime() + CRL_DAYS * DAY_MS)
  return signedCrl({ ca, keys: world.keys, number: (facts?.number ?? 0n) + 1n, entries: [...entriesOf(facts), ...added], from, to }) ?? ''
}

interface CrlOrder {
  readonly ca: CertificateFacts
  readonly keys: ReadonlyMap<string, string>
  readonly number: bigint
  readonly entries: readonly RevokedInput[]
  readonly from: Date
  readonly to: Date
}

function signedCrl({ ca, keys, number, entries, from, to }: CrlOrder): string | null {
  const key = keys.get(ca.publicKey.sha256)
  if (key === undefined) return null
  const { algorithm, publicKey, sign } = readPrivateKey(key)
  const tbs = buildTbsCrl({ algorithm, issuer: ca.subject.der, keyIdentifier: keyIdentifier(publicKey), number, thisUpdate: from, nextUpdate: to, entries })
  return writePem('X509 CRL', assembleCrl(tbs, algorithm, sign(tbs)))
}
