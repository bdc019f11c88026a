import type { Desired, DesiredDfsp } from '../model/desired.ts'
import { MuhuriError } from '../model/errors.ts'
import type { RenderedFile } from '../model/rendered.ts'
import { targets } from '../targets/index.ts'
import type { TargetProblem } from '../targets/target.ts'

export interface RenderOptions {
  /** `hub`, a DFSP's id, or `all`. */
  readonly for: string
  /** Only these; by default those that environment.yaml names for the side. */
  readonly targets?: readonly string[]
}

export interface AuditProblem extends TargetProblem {
  readonly target: string
}

/** What one party gets: the Hub, or a DFSP. */
export interface Delivery {
  /** `hub`, or the DFSP's id. */
  readonly for: string
  /** Below the out folder: `hub`, `dfsps/greenbank`. */
  readonly folder: string
  /** Paths below `folder`, sorted. */
  readonly files: readonly RenderedFile[]
  readonly audit: readonly AuditProblem[]
  /** Paths of the environment that were left out of it. */
  readonly quarantined: readonly string[]
}

export interface Rendering {
  readonly deliveries: readonly Delivery[]
  /** All files, paths below the out folder, sorted. */
  readonly files: readonly RenderedFile[]
  readonly audit: readonly AuditProblem[]
  readonly quarantined: Desired['quarantined']
}

/**
 * Files for the Hub, for one DFSP, or for all. Pure: the same model gives the same bytes. `usage` error for a DFSP that
 * the model does not have, and for a target that this version does not have.
 */
export function render(desired: Desired, options: RenderOptions): Rendering {
  refuseUnknownTargets(options)
  const dfsps = recipients(desired, options.for)
  const hub = options.for === 'hub' || options.for === 'all' ? [deliverHub(desired, options.targets)] : []
  const deliveries = [...hub, ...dfsps.map((dfsp) => deliverDfsp(desired, dfsp, options.targets))]
  return {
    deliveries,
    files: deliveries.flatMap(({ folder, files }) => files.map((file) => ({ ...file, path: `${folder}/${file.path}` }))).sort(byPath),
    audit: deliveries.flatMap(({ audit }) => audit),
    quarantined: options.for === 'hub' || options.for === 'all' ? desired.quarantined : desired.quarantined.filter(({ dfsp }) => dfsp === options.for),
  }
}

function recipients(desired: Desired, whom: string): readonly DesiredDfsp[] {
  if (whom === 'hub') return []
  const chosen = desired.dfsps.filter(({ id }) => whom === 'all' || id === whom)
  if (whom !== 'all' && chosen.length === 0)
    throw new MuhuriError('usage', `nothing can be rendered for "${whom}"`, { hint: `hub, all, or one of ${desired.dfsps.map(({ id }) => id).join(', ')}` })
  return chosen
}

function deliverHub(desired: Desired, only: readonly string[] | undefined): Delivery {
  const chosen = choose(targets.hub, desired.targets.hub, only)
  return {
    for: 'hub',
    folder: 'hub',
    files: chosen.flatMap((target) => below(target.name, target.render(desired))).sort(byPath),
    audit: chosen.flatMap((target) => target.audit(desired).map((problem) => ({ target: target.name, ...problem }))),
    quarantined: desired.quarantined.map(({ path }) => path),
  }
}

function deliverDfsp(desired: Desired, dfsp: DesiredDfsp, only: readonly string[] | undefined): Delivery {
  const chosen = choose(targets.dfsp, desired.targets.dfsp, only)
  return {
    for: dfsp.id,
    folder: `dfsps/${dfsp.id}`,
    files: chosen.flatMap((target) => below(target.name, target.render(desired, dfsp))).sort(byPath),
    audit: chosen.flatMap((target) => target.audit(desired, dfsp).map((problem) => ({ target: target.name, ...problem }))),
    quarantined: desired.quarantined.filter((left) => left.dfsp === dfsp.id).map(({ path }) => path),
  }
}

/** A name that `--target` gives counts on every side that has it; one that environment.yaml gives must be there. */
function choose<T extends { readonly name: string }>(known: readonly T[], named: readonly string[], only: readonly string[] | undefined): readonly T[] {
  if (only !== undefined) return known.filter(({ name }) => only.includes(name))
  const missing = named.find((name) => !known.some((target) => target.name === name))
  if (missing !== undefined) throw unknownTarget(missing, known)
  return known.filter(({ name }) => named.includes(name))
}

function refuseUnknownTargets({ for: whom, targets: only }: RenderOptions): void {
  const known = [...(whom === 'hub' || whom === 'all' ? targets.hub : []), ...(whom === 'hub' ? [] : targets.dfsp)]
  const missing = only?.find((name) => !known.some((target) => target.name === name))
  if (missing !== undefined) throw unknownTarget(missing, known)
}

function unknownTarget(name: string, known: readonly { readonly name: string }[]): MuhuriError {
  return new MuhuriError('usage', `this version has no target "${name}" there`, {
    hint: `one of ${[...new Set(known.map((target) => target.name))].join(', ')}`,
  })
}

function below(folder: string, files: readonly RenderedFile[]): readonly RenderedFile[] {
  return files.map((file) => ({ ...file, path: `${folder}/${file.path}` }))
}

function byPath(a: RenderedFile, b: RenderedFile): number {
  return a.path < b.path ? -1 : 1
}
