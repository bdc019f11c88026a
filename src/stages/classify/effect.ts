import type { Dfsp, Environment } from '../../model/environment.ts'
import type { KeyHistory } from '../../model/key-history.ts'
import type { Location } from '../../model/layout.ts'
import type { ChangeClass } from '../../model/plan.ts'

/** One changed path, and what stands around it. */
export interface PathEffect {
  readonly base: Environment
  readonly head: Environment
  readonly path: string
  readonly location: Location
  /** The DFSP of the path as base has it, and as head has it. */
  readonly before: Dfsp | null
  readonly after: Dfsp | null
  /** What base knows of the DFSP's keys, with the proofs of head. */
  readonly history: () => KeyHistory
}

/** What the change of one path amounts to. */
export type ClassOf = (effect: PathEffect) => ChangeClass

export const restrict: ClassOf = () => 'restrict'
export const selfService: ClassOf = () => 'self-service'
export const hubReview: ClassOf = () => 'hub-review'
export const hubAdmin: ClassOf = () => 'hub-admin'

const ORDER: readonly ChangeClass[] = ['restrict', 'self-service', 'hub-review', 'hub-admin']

/** The class that asks for more; `restrict` of none. */
export function highest(classes: readonly ChangeClass[]): ChangeClass {
  return ORDER[Math.max(0, ...classes.map((each) => ORDER.indexOf(each)))] ?? 'hub-admin'
}
