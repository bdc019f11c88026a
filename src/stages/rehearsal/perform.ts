import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import { newSerial } from '../../pki/keys.ts'
import type { Log } from '../../ports.ts'
import { callbackRows } from './callbacks.ts'
import { type InboundCase, inboundCases } from './cases.ts'
import { castOf, rightDrafts } from './company.ts'
import { eachDfsp } from './each-dfsp.ts'
import { inboundRow, insideStranger, strangerAtCallback } from './inbound.ts'
import { desiredOf } from './judged.ts'
import type { Performance, Play } from './play.ts'
import { refusalPremise } from './premise.ts'
import { applyDifference, type Difference, differenceOf, type Prepared, type PreparedFiles, type PreparedVariant, treeOf } from './prepared.ts'
import { type CaseName, type Rehearsal, type Row, rehearsalOf } from './rehearsal.ts'
import type { Scene } from './scene.ts'
import { folder, loadFirewalls, openCallbacks, openUpstreams, type World } from './set-up.ts'
import { situationRows } from './situation-rows.ts'
import { HUB, layoutOf } from './stations.ts'
import { fetchTokens } from './tokens.ts'

/** Loads the files for real, sends what must pass and what must not, and says what came of it. The scene is gone when it resolves. */
export async function performRehearsal(prepared: Prepared, files: PreparedFiles, performance: Performance): Promise<Rehearsal> {
  const { log, openScene } = performance
  const desired = desiredOf(treeOf(prepared.tree), new Date(prepared.asOf))
  for (const dfsp of desired.dfsps) announce(refusalPremise(desired, dfsp), dfsp, log)
  const layout = layoutOf(desired)
  const scene = await openScene(layout.stations, layout.names)
  log.info(`${layout.stations.length} network namespaces: ${layout.stations.map(({ name }) => name).join(', ')}`)
  try {
    const world: World = { desired, layout, prepared, files, marker: newSerial() }
    await loadFirewalls(scene, desired, files)
    const [tokens, listeners] = await Promise.all([fetchTokens(scene, world), openCallbacks(scene, world), openUpstreams(scene, desired, world.marker)])
    await scene.startGateway(HUB, folder(files, 'hub/haproxy'))
    log.info(`firewalls and gateway loaded; ${tokens.size * 2} tokens issued`)
    const play: Play = { ...performance, scene, world, company: { desired, layout, prepared, tokens } }
    const rows = [...(await baseRows(play)), ...(await callbackRows(play, listeners)), ...(await variantRows(play))]
    return rehearsalOf(rows)
  } finally {
    await scene.close()
  }
}

function announce(reason: string | null, dfsp: DesiredDfsp, log: Log): void {
  if (reason !== null) log.warn(`EVERYTHING of ${dfsp.id} is expected to be refused: ${reason}`)
}

function played({ only }: Play, name: CaseName): boolean {
  return only.size === 0 || only.has(name)
}

async function baseRows(play: Play): Promise<readonly Row[]> {
  const cases = inboundCases.filter(({ name, variant }) => variant === 'base' && played(play, name))
  const rows = await eachDfsp(play.world.desired.dfsps, async (dfsp) => {
    const requests = cases.map((one) => caseRow(play, { dfsp, one, desired: play.world.desired }))
    const elsewhere = played(play, 'right') ? otherWaysIn(play, dfsp) : []
    const strangers = played(play, 'stranger') ? [insideStranger(play, dfsp), strangerAtCallback(play, dfsp)] : []
    return (await Promise.all([...requests, ...elsewhere, ...strangers])).flat()
  })
  if (rows.length > 0) play.log.info(`${rows.length} requests to the Hub answered`)
  return rows
}

/** The right request from every other block of addresses that the DFSP registered. */
function otherWaysIn(play: Play, dfsp: DesiredDfsp): readonly Promise<readonly Row[]>[] {
  const { desired } = play.world
  return rightDrafts(play.company, dfsp)
    .slice(1)
    .map(async (draft) => [
      await inboundRow(play, { id: `${dfsp.id}/right/from-${draft.from.address}`, dfsp, draft, desired, name: 'right', expected: 'allow' }),
    ])
}

async function caseRow(
  play: Play,
  { dfsp, one, desired }: { readonly dfsp: DesiredDfsp; readonly one: InboundCase; readonly desired: Desired },
): Promise<readonly Row[]> {
  const draft = one.request(castOf(play.company, dfsp))
  if (draft === null) {
    play.log.warn(`case ${one.name} of ${dfsp.id} is not played: it takes ${one.needs}`)
    return []
  }
  return [
    await inboundRow(play, { id: `${dfsp.id}/${one.name}`, dfsp, draft, desired, name: one.name, expected: one.expected, byFirewall: one.name === 'stranger' }),
  ]
}

async function variantRows(play: Play): Promise<readonly Row[]> {
  const rows: Row[] = []
  let current = play.world.files
  for (const variant of play.world.prepared.variants.filter(({ name }) => played(play, name))) {
    const next = filesOf(play.world.files, variant.files)
    await reload(play.scene, differenceOf(current, next), next)
    current = next
    play.log.info(`gateway reloaded: ${variant.name} (${variant.dfsps.join(', ')})`)
    rows.push(...(await rowsUnder(play, variant)))
  }
  return rows
}

function filesOf(base: PreparedFiles, difference: Difference): PreparedFiles {
  const texts = applyDifference(Object.fromEntries(base.map(({ path, text }) => [path, text])), difference)
  return Object.entries(texts).map(([path, text]) => ({ path, text }))
}

async function reload(scene: Scene, { set, removed }: Difference, files: PreparedFiles): Promise<void> {
  const changed = Object.entries(set).map(([path, text]) => ({ path, text }))
  if (folder(changed, 'hub/nftables').length > 0) await scene.loadFirewall(HUB, folder(files, 'hub/nftables'))
  const gone = removed.flatMap((path) => (path.startsWith('hub/haproxy/') ? [path.slice('hub/haproxy/'.length)] : []))
  await scene.reloadGateway(folder(changed, 'hub/haproxy'), gone)
}

async function rowsUnder(play: Play, variant: PreparedVariant): Promise<readonly Row[]> {
  const { prepared } = play.world
  if (variant.situation !== undefined) return situationRows(play, { ...variant, situation: variant.situation })
  const desired = desiredOf(treeOf(applyDifference(prepared.tree, variant.tree)), new Date(prepared.asOf))
  const one = inboundCases.find(({ name }) => name === variant.name)
  return eachDfsp(play.world.desired.dfsps, async (dfsp) => {
    if (one !== undefined && variant.dfsps.includes(dfsp.id)) return caseRow(play, { dfsp, one, desired })
    const { right } = castOf(play.company, dfsp)
    if (refusalPremise(play.world.desired, dfsp) !== null) return []
    return [
      await inboundRow(play, {
        id: `${dfsp.id}/right/while-${variant.dfsps[0]}-${variant.name}`,
        dfsp,
        draft: right,
        desired,
        name: 'right',
        expected: 'allow',
      }),
    ]
  })
}
