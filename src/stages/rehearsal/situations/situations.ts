import { MuhuriError } from '../../../model/errors.ts'
import type { SituationName } from '../cases.ts'
import { judged } from '../judged.ts'
import { differenceOf, type PreparedFiles, type PreparedVariant, textsOf, treeOf } from '../prepared.ts'
import { renderedWithKeys } from '../rendered-with-keys.ts'
import type { TwinWorld } from '../twin-world.ts'
import { enrol } from './actors.ts'
import { type ListTimes, newLists } from './lists.ts'
import { type Means, rotated } from './rotated.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const CRL_DAYS = 30
/** How far the gateway's clock is behind that of whoever signs, where it is behind. */
const BEHIND_MINUTES = 5

/** A state of the Hub's CAs in which good clients pass, and revoked and unpinned ones do not. */
interface Situation {
  readonly name: SituationName
  /** How far the world's clock is ahead of the gateway's; what is new was made by that clock. */
  readonly aheadMinutes: number
  /** The last who are revoked are on no CRL. */
  readonly unlisted: boolean
  /** The environment that it happens to. */
  world(world: TwinWorld, means: Means): TwinWorld | Promise<TwinWorld>
  /** By the world's clock. */
  times(at: Date, list: { readonly root: boolean }): ListTimes
}

const inForce = (at: Date): ListTimes => ({ from: new Date(at.getTime() - MINUTE_MS), to: new Date(at.getTime() + CRL_DAYS * DAY_MS) })
const expired = (at: Date): ListTimes => ({ from: new Date(at.getTime() - CRL_DAYS * DAY_MS), to: new Date(at.getTime() - DAY_MS) })
const COMMON = { aheadMinutes: 0, unlisted: false, world: (world: TwinWorld) => world, times: inForce } as const

const SITUATIONS: readonly Situation[] = [
  { ...COMMON, name: 'crl-expired', times: (at, { root }) => (root ? inForce(at) : expired(at)) },
  { ...COMMON, name: 'root-crl-expired', times: (at, { root }) => (root ? expired(at) : inForce(at)) },
  // Made this instant, and not set back: to a gateway that is behind, they are not yet valid.
  { ...COMMON, name: 'clock-behind', aheadMinutes: BEHIND_MINUTES, times: (at) => ({ from: at, to: new Date(at.getTime() + CRL_DAYS * DAY_MS) }) },
  { ...COMMON, name: 'signer-gone', unlisted: true, times: expired },
  { ...COMMON, name: 'clients-ca-rotated', world: rotated },
]

/** Every situation that this environment can be in, with those who call the Hub in it; one that it cannot be in is said to the log. */
export async function situationVariants(world: TwinWorld, files: PreparedFiles, means: Means): Promise<readonly PreparedVariant[]> {
  const variants: PreparedVariant[] = []
  for (const situation of SITUATIONS) {
    const found = await worldOf(situation, world, means)
    if ('refused' in found) means.log.warn(`case ${situation.name} is not played: ${found.refused}`)
    else variants.push(variantOf(situation, found, { world, files }))
  }
  return variants
}

async function worldOf(situation: Situation, world: TwinWorld, means: Means): Promise<TwinWorld | { readonly refused: string }> {
  if (situation.name === 'root-crl-expired' && !world.desired.hub.clientCrls.some(({ ca }) => isRoot(world, ca))) return { refused: 'no root has a CRL' }
  try {
    return await situation.world(world, means)
  } catch (error) {
    if (error instanceof MuhuriError && error.code === 'refused') return { refused: error.message }
    throw error
  }
}

function isRoot({ desired }: TwinWorld, ca: string): boolean {
  return desired.hub.clientCas.some(({ name, root }) => root && name === ca)
}

function variantOf(situation: Situation, start: TwinWorld, base: { readonly world: TwinWorld; readonly files: PreparedFiles }): PreparedVariant {
  const at = new Date(start.at.getTime() + situation.aheadMinutes * MINUTE_MS)
  const backdateMinutes = start.environment.settings?.value?.policy.clientCertificate.backdateMinutes ?? 0
  const plan = {
    at,
    listedAt: situation.times(at, { root: false }).from,
    fresh: situation.aheadMinutes === 0 ? null : { backdateMinutes },
    unlisted: situation.unlisted,
  }
  const enrolled = start.desired.dfsps.map((dfsp) => [dfsp.id, enrol(start, dfsp, plan)] as const)
  const listed = enrolled.flatMap(([, own]) => own.listed)
  const lists = newLists(start, { listed, revokedAt: plan.listedAt, times: (list) => situation.times(at, list) })
  const texts: Record<string, string> = Object.assign(textsOf(start.environment.tree), lists, ...enrolled.map(([, { files }]) => files))
  const { desired } = judged(treeOf(texts), at)
  return {
    name: situation.name,
    dfsps: enrolled.map(([id]) => id),
    tree: differenceOf(filesOf(textsOf(base.world.environment.tree)), filesOf(texts)),
    files: differenceOf(base.files, renderedWithKeys(desired, start.keys)),
    situation: { aheadSeconds: situation.aheadMinutes * 60, actors: Object.fromEntries(enrolled.map(([id, { actors }]) => [id, actors])) },
  }
}

function filesOf(texts: Readonly<Record<string, string>>): PreparedFiles {
  return Object.entries(texts).map(([path, text]) => ({ path, text }))
}
