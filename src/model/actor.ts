import type { Environment } from './environment.ts'

/** Who a numeric id is, as the base revision has it: a head cannot make its author an owner. */
export type Actor = { readonly kind: 'admin' | 'reviewer' | 'machine' | 'stranger' } | { readonly kind: 'owner'; readonly dfsps: readonly string[] }

/** The strongest standing of the id. Without a readable hub.yaml nobody is of the Hub. */
export function actorOf({ hub, dfsps }: Environment, id: number): Actor {
  const people = hub.profile?.value
  if (people?.admins.includes(id)) return { kind: 'admin' }
  if (people?.reviewers.includes(id)) return { kind: 'reviewer' }
  const owned = dfsps.filter(({ profile }) => profile?.value?.owners.includes(id)).map((dfsp) => dfsp.id)
  if (owned.length > 0) return { kind: 'owner', dfsps: owned }
  return { kind: people?.machines.includes(id) ? 'machine' : 'stranger' }
}
