import { type Actor, actorOf } from '../../model/actor.ts'
import { locate } from '../../model/layout.ts'
import { treeChanges } from '../../model/tree-changes.ts'
import type { Rule } from '../rule.ts'

/**
 * Only people whom the base revision names may change an environment. Owners who touch another DFSP's folder are
 * `repo/foreign-path`; what owners and Hub people need for approval is the change class, not this rule. An author who is not known is a warning of `check` itself.
 */
export const accessOwner: Rule<'change'> = {
  code: 'access/owner',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A change comes from an owner of the DFSP or from the Hub, as the base revision names them.',
  cites: [],
  *check({ base, head }, { actor, mergeGroup }) {
    if (actor === null || mergeGroup) return
    const who = actorOf(base, actor)
    for (const { path } of treeChanges(base.tree, head.tree)) {
      if (!mayPropose(who, path))
        yield {
          path,
          dfsp: locate(path).dfsp,
          message: `${actor} is neither an owner of a DFSP nor one of the Hub's people on base; only those change "${path}".`,
        }
    }
  },
}

/** Machines write the machine layer, and what the Hub has installed. */
function mayPropose(actor: Actor, path: string): boolean {
  if (actor.kind === 'machine') return locate(path).kind === 'hub-installed'
  return actor.kind !== 'stranger'
}
