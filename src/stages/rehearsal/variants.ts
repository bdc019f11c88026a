import { parseDocument } from 'yaml'
import { formatInstant } from '../../model/time.ts'
import type { RevokedInput } from '../../pki/build-crl.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Difference } from './prepared.ts'
import { entriesOf, signedCrl } from './twin-crl.ts'
import type { TwinWorld } from './twin-world.ts'

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
