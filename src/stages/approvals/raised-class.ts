import { type Actor, actorOf } from '../../model/actor.ts'
import type { Environment } from '../../model/environment.ts'
import type { ChangeClass } from '../../model/plan.ts'

/** How the head came to be what it is. */
export interface HeadFacts {
  /** Numeric id. */
  readonly author: number
  /** Who moved the branch to this head; null where the host does not tell. */
  readonly lastPusher: number | null
  /** The head lies in another repository than the base. */
  readonly fromFork: boolean
  /** Others than the fork's own people may push to it. */
  readonly maintainerCanModify: boolean
}

export interface Raised {
  readonly class: ChangeClass
  readonly reasons: readonly string[]
}

/** The class, or hub-admin where somebody else than the people behind the request has pushed its head, or may have. */
export function raisedClass({ class: own, base, ...head }: HeadFacts & { readonly class: ChangeClass; readonly base: Environment }): Raised {
  const reasons = [...maintainerEdits(own, head), ...strangePusher(base, head)]
  return { class: reasons.length === 0 ? own : 'hub-admin', reasons }
}

/** A change that only takes authority away waits for nobody, as long as its pusher is known. */
function maintainerEdits(own: ChangeClass, { fromFork, maintainerCanModify, lastPusher }: HeadFacts): readonly string[] {
  const isOpen = fromFork && maintainerCanModify && (own !== 'restrict' || lastPusher === null)
  return isOpen ? ['access/maintainer-edits: people of the Hub may push to this head; untick "Allow edits by maintainers" on the pull request.'] : []
}

function strangePusher(base: Environment, { author, lastPusher, fromFork }: HeadFacts): readonly string[] {
  if (lastPusher === null) return fromFork ? [] : ['Who pushed this head to the repository is not known.']
  if (lastPusher === author || areAllies(actorOf(base, author), actorOf(base, lastPusher))) return []
  return [`The head was pushed by ${lastPusher}, who is neither its author nor an owner beside the author on base.`]
}

/** Owners of all that the author owns, or both of the Hub. */
function areAllies(author: Actor, pusher: Actor): boolean {
  if (author.kind === 'owner') return pusher.kind === 'owner' && author.dfsps.every((id) => pusher.dfsps.includes(id))
  return isOfHub(author) && isOfHub(pusher)
}

const isOfHub = ({ kind }: Actor): boolean => kind === 'admin' || kind === 'reviewer'
