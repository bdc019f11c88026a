import type { DesiredDfsp } from '../../model/desired.ts'
import { castOf } from './company.ts'
import { eachDfsp } from './each-dfsp.ts'
import { inboundRow } from './inbound.ts'
import { judged } from './judged.ts'
import type { Play } from './play.ts'
import { type Actor, applyDifference, type PreparedSituation, type PreparedVariant, treeOf } from './prepared.ts'
import type { Row } from './rehearsal.ts'
import type { Token } from './request.ts'
import { fetchToken } from './tokens.ts'

interface Situated extends PreparedVariant {
  readonly situation: PreparedSituation
}

/** The right request of every DFSP, with each certificate that its clients have in this situation. */
export async function situationRows(play: Play, { name, situation, tree }: Situated): Promise<readonly Row[]> {
  const { prepared } = play.world
  const ahead = situation.aheadSeconds * 1000
  const { desired } = judged(treeOf(applyDifference(prepared.tree, tree)), new Date(Date.parse(prepared.asOf) + ahead))
  if (ahead > 0 && play.at.getTime() >= Date.parse(prepared.asOf) + ahead)
    play.log.warn(`case ${name}: the files are of ${prepared.asOf}, and the gateway's clock has caught up with them; prepare them again`)
  const then = { ...play, at: new Date(play.at.getTime() + ahead) }
  return eachDfsp(play.world.desired.dfsps, async (dfsp) => {
    const { right } = castOf(play.company, dfsp)
    const rows = (situation.actors[dfsp.id] ?? []).map(async (actor) => {
      const id = [dfsp.id, name, ...(actor.name === '' ? [] : [actor.name])].join('/')
      const draft = { ...right, identity: actor.identity, token: await tokenOf(then, { dfsp, actor, situation, usual: right.token }) }
      return inboundRow(then, { id, dfsp, draft, desired, name, expected: actor.expected })
    })
    return Promise.all(rows)
  })
}

interface Bearer {
  readonly dfsp: DesiredDfsp
  readonly actor: Actor
  readonly situation: PreparedSituation
  readonly usual: Token | null
}

/** The DFSP's usual token, but where that says a certificate or a time that are not those of the situation. */
async function tokenOf({ scene, world }: Play, { dfsp, actor: { identity }, situation: { aheadSeconds }, usual }: Bearer): Promise<Token | null> {
  if (identity === null || usual === null || (aheadSeconds === 0 && !world.desired.hub.token.certificateBound)) return usual
  return fetchToken(scene, world, { dfsp, identity, aheadSeconds })
}
