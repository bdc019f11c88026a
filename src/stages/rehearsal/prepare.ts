import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { Finding } from '../../model/finding.ts'
import { formatInstant } from '../../model/time.ts'
import type { Log, Random } from '../../ports.ts'
import { check } from '../check.ts'
import { desiredOf, judged } from './judged.ts'
import type { KeyKinds } from './key-ring.ts'
import { applyDifference, type Difference, differenceOf, type Prepared, type PreparedFiles, type PreparedVariant, textsOf, treeOf } from './prepared.ts'
import { propsFor } from './props.ts'
import { renderedWithKeys } from './rendered-with-keys.ts'
import { situationVariants } from './situations/situations.ts'
import { rehearsalTwin } from './twin.ts'
import type { TwinWorld } from './twin-world.ts'
import { revokedDifference, suspendedDifference } from './variants.ts'

export interface Preparation {
  readonly prepared: Prepared
  readonly files: PreparedFiles
}

export interface PreparationOrder {
  readonly at: Date
  readonly log: Log
  readonly random: Random
}

/** An environment with throw-away keys and what is rendered from it and from each variant. `refused` where the environment has error findings. */
export async function prepareRehearsal(original: Environment, { at, log, random }: PreparationOrder): Promise<Preparation> {
  refuseErrors(check(original, { at }).findings)
  const twin = rehearsalTwin(original.tree, kindsFor(original))
  const texts = textsOf(twin.tree)
  const { environment, desired, findings } = judged(treeOf(texts), at)
  const broken = findings.find(({ severity }) => severity === 'error')
  if (broken !== undefined)
    throw new MuhuriError(
      'bug',
      `the environment with throw-away keys has a finding that its original has not: ${broken.code} at ${broken.path}: ${broken.message}`,
    )
  log.info(`${twin.keys.size} keys replaced by throw-away ones`)
  const world: TwinWorld = { environment, desired, keys: twin.keys, at }
  const files = renderedWithKeys(desired, twin.keys)
  log.info(`${files.length} files rendered`)
  return {
    prepared: {
      version: 1,
      asOf: formatInstant(at),
      tree: texts,
      keys: Object.fromEntries(twin.keys),
      props: propsFor(desired, twin.keys),
      variants: [...variantsOf(world, { texts, files }), ...(await situationVariants(world, files, { random, log }))],
    },
    files,
  }
}

function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return
  throw new MuhuriError(
    'refused',
    `the environment has ${errors.length} error finding${errors.length === 1 ? '' : 's'}, first ${first.code} at ${first.path}: ${first.message}`,
    { hint: 'muhuri check' },
  )
}

/** Quick kinds that the environment's own policy accepts. */
function kindsFor(environment: Environment): KeyKinds {
  const keys = environment.settings?.value?.policy.keys
  return { ec: keys?.curves.includes('P-256') === false ? 'p384' : 'p256', rsa: keys?.rsaBits.includes(2048) === false ? 'rsa4096' : 'rsa2048' }
}

function variantsOf(world: TwinWorld, base: { readonly texts: Readonly<Record<string, string>>; readonly files: PreparedFiles }): readonly PreparedVariant[] {
  const halves = inHalves(world.desired.dfsps.filter(({ served }) => served).map(({ id }) => id))
  const rerendered = (name: 'revoked' | 'suspended', dfsps: readonly string[], tree: Difference): PreparedVariant => {
    const desired = desiredOf(treeOf(applyDifference(base.texts, tree)), world.at)
    return { name, dfsps, tree, files: differenceOf(base.files, renderedWithKeys(desired, world.keys)) }
  }
  return [
    ...halves.map((dfsps) => rerendered('revoked', dfsps, revokedDifference(world, dfsps))),
    ...halves.map((dfsps) => rerendered('suspended', dfsps, suspendedDifference(world, dfsps))),
  ]
}

/** Two groups, so that in each variant somebody is left for whom nothing may change. */
function inHalves(ids: readonly string[]): readonly (readonly string[])[] {
  const halves = [ids.filter((_, index) => index % 2 === 0), ids.filter((_, index) => index % 2 === 1)]
  return halves.filter((half) => half.length > 0)
}
