import type { Environment } from '../../model/environment.ts'
import type { EnvironmentFile, HubFile } from '../../model/generated/files.ts'
import type { Random } from '../../ports.ts'

/** What every rotation of the Hub's works with. */
export interface RotateInput {
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly hub: HubFile
  /** File names that the key folder already holds. */
  readonly takenKeys: ReadonlySet<string>
  readonly at: Date
  readonly random: Random
}
