import type { KnownPeer } from '../../model/bundle.ts'
import { type KeyHistory, keyHistory, trace } from '../../model/key-history.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Registry } from './registry.ts'

export interface PeerQuestion {
  /** Id of the environment that the manifest names. */
  readonly environment: string
  /** The recipient's own id; what it says of itself is its own affair. */
  readonly recipient: string
  readonly registry: Registry
  /** Everyone that was ever installed here. */
  readonly known: readonly KnownPeer[]
  readonly strict: boolean
  /** Keys that the operator has heard from their owners. */
  readonly accepted: ReadonlySet<string>
}

export interface PeerAnswer {
  /** What is known from now on: who is gone stays as last seen. */
  readonly known: readonly KnownPeer[]
  /** Keys that are not installed: of someone new, whom nobody has confirmed where that is demanded. */
  readonly left: ReadonlySet<string>
  readonly notes: readonly string[]
}

/** How a key fares: `new`: taken at first sight; `left`: not installed. */
type Fate = 'known' | 'proven' | 'new' | 'left'

/**
 * Every new key of every participant leads back, by its proofs, to a key or an officer that was installed here before, whatever the
 * Hub says now; and to one that was confirmed, where confirmations are demanded or there. Refuses (`peer-key`). The Hub speaks
 * for its own keys itself.
 */
export function acceptPeerKeys(question: PeerQuestion): PeerAnswer {
  const { registry, known, recipient } = question
  refuseNames(registry.peers, known)
  const others = registry.peers.filter(({ id }) => id !== recipient && id !== 'hub')
  const judged = others.flatMap((peer) => peer.keys.map((spki) => ({ id: peer.id, spki, fate: fateOf(question, peer, spki) })))
  const left = new Set(judged.flatMap(({ spki, fate }) => (fate === 'left' ? [spki] : [])))
  const gone = known.filter(({ id }) => !registry.peers.some((peer) => peer.id === id))
  const here = registry.peers.flatMap((peer) => remembered(question, peer, left))
  const notes = judged.flatMap(({ id, spki, fate }) => NOTES[fate].map((said) => `${id}: JWS key ${spki} ${said}`))
  return { known: [...here, ...gone].sort((a, b) => (a.id < b.id ? -1 : 1)), left, notes }
}

const NOTES: Readonly<Record<Fate, readonly string[]>> = {
  known: [],
  proven: [],
  new: ['is taken at first sight; nobody has confirmed it'],
  left: ['is left out; nobody has confirmed it'],
}

/** A name on the wire belongs to one participant for ever. */
function refuseNames(peers: readonly KnownPeer[], known: readonly KnownPeer[]): void {
  const owners = new Map(known.map(({ id, fspId }) => [fspId.toLowerCase(), id]))
  for (const { id, fspId } of peers) {
    const [owner, before] = [owners.get(fspId.toLowerCase()), known.find((peer) => peer.id === id)]
    if (owner !== undefined && owner !== id) throw pullRefusal('peer-key', `"${fspId}" is the name of ${owner}; now it is given to ${id}`)
    if (before !== undefined && before.fspId !== fspId) throw pullRefusal('peer-key', `${id} was called "${before.fspId}"; now it is called "${fspId}"`)
    owners.set(fspId.toLowerCase(), id)
  }
}

function fateOf(question: PeerQuestion, peer: KnownPeer, spki: string): Fate {
  const before = question.known.find(({ id }) => id === peer.id)
  if (question.accepted.has(spki) || before?.keys.includes(spki) === true) return 'known'
  const history: KeyHistory = { ...keyHistory(question.registry.environment, peer.id), environment: question.environment, known: new Set() }
  if (before !== undefined) requireContinuity(history, before, spki)
  const isConfirmable = [...history.confirmed].some((place) => /^(jws|officer) /.test(place))
  if (!isConfirmable && before === undefined) return question.strict ? 'left' : 'new'
  if (!isConfirmable && !question.strict) return 'proven'
  const traced = trace(history, { purpose: 'jws', spki })
  if (traced.ok && traced.root === 'confirmed') return 'proven'
  throw pullRefusal('peer-key', `${peer.id}: JWS key ${spki} ${traced.ok ? 'leads to no key that was confirmed' : `leads nowhere: ${traced.because}`}`)
}

/** Only what was installed here counts: neither today's confirmation nor officers who came since. */
function requireContinuity(history: KeyHistory, before: KnownPeer, spki: string): void {
  const officers = new Set(before.officers.filter((officer) => history.officers.has(officer)))
  const installed: KeyHistory = { ...history, officers, confirmed: new Set(), known: new Set(before.keys.map((key) => `jws ${key}`)) }
  const traced = trace(installed, { purpose: 'jws', spki })
  if (traced.ok) return
  throw pullRefusal('peer-key', `${before.id}: JWS key ${spki} does not follow the keys and officers that are installed here: ${traced.because}`)
}

/** An officer who came later vouches here only once its key was heard from the DFSP; one who left vouches no more. */
function remembered({ known, accepted }: PeerQuestion, peer: KnownPeer, left: ReadonlySet<string>): readonly KnownPeer[] {
  const before = known.find(({ id }) => id === peer.id)
  const keys = peer.keys.filter((key) => !left.has(key))
  if (before === undefined) return keys.length === 0 ? [] : [{ ...peer, keys }]
  const officers = peer.officers.filter((officer) => before.officers.includes(officer) || accepted.has(officer))
  return [{ ...peer, keys: keys.length === 0 ? before.keys : keys, officers }]
}
