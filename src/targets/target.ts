import type { Desired, DesiredDfsp } from '../model/desired.ts'
import type { RenderedFile } from '../model/rendered.ts'

export interface TargetProblem {
  readonly dfsp: string | null
  readonly problem: string
}

/** Turns the normalised model into one product's files: pure, byte-stable, one file each. */
export interface HubTarget {
  readonly name: string
  readonly side: 'hub'
  /** What this product cannot express of it; said, never widened. */
  audit(desired: Desired): readonly TargetProblem[]
  render(desired: Desired): readonly RenderedFile[]
}

export interface DfspTarget {
  readonly name: string
  readonly side: 'dfsp'
  audit(desired: Desired, dfsp: DesiredDfsp): readonly TargetProblem[]
  render(desired: Desired, dfsp: DesiredDfsp): readonly RenderedFile[]
}
