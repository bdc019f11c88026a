import type { Desired } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { Tree } from '../../model/tree.ts'
import { check } from '../check.ts'
import { desire } from '../desire.ts'
import { load } from '../load.ts'

export interface Judged {
  readonly environment: Environment
  readonly desired: Desired
  readonly findings: readonly Finding[]
}

/** The environment of a tree, what was found in it at this instant, and what its gateways should then do. */
export function judged(tree: Tree, at: Date): Judged {
  const environment = load(tree)
  const { findings } = check(environment, { at })
  return { environment, desired: desire(environment, findings, at), findings }
}

/** What the gateways of this environment should do at this instant. */
export function desiredOf(tree: Tree, at: Date): Desired {
  return judged(tree, at).desired
}
