import type { Log } from '../../ports.ts'
import type { Company } from './company.ts'
import type { CaseName } from './rehearsal.ts'
import type { OpenScene, Scene } from './scene.ts'
import type { World } from './set-up.ts'

export interface Performance {
  readonly openScene: OpenScene
  readonly log: Log
  /** The clock of the daemons: what is right at this instant is expected. */
  readonly at: Date
  /** Cases that are played; all where it is empty. */
  readonly only: ReadonlySet<CaseName>
}

/** One rehearsal under way. */
export interface Play extends Performance {
  readonly scene: Scene
  readonly world: World
  readonly company: Company
}
