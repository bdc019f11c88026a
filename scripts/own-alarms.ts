import { resolve } from 'node:path'
import { folderFiles } from '../src/adapters/files.ts'
import { gitLineage } from '../src/adapters/lineage.ts'
import { outboxFolder } from '../src/adapters/outbox.ts'
import type { Environment } from '../src/model/environment.ts'
import type { WatchAlarm } from '../src/model/watch.ts'
import { type OwnState, ownAlarms, ownStateOf, readOwnState } from '../src/stages/watch/own-alarms.ts'
import { flag, text } from './arguments.ts'
import { deliveredAlarms } from './bundle-alarms.ts'
import type { Invocation } from './command.ts'
import { keysOf } from './write-changes.ts'

/** What a DFSP would want to know of its own folder, the history and its bundle, since it looked last; what it has seen without an alarm, or accepts, is remembered outside the repository. */
export async function alarmsOf(invocation: Invocation, dir: string, environment: Environment): Promise<readonly WatchAlarm[]> {
  const id = text(invocation, 'as')
  if (id === undefined) return []
  const given = text(invocation, 'state')
  const file = resolve(invocation.io.cwd, given ?? `${keysOf(invocation, environment.settings?.value?.name ?? id).path}/watch-${id}.json`)
  const [folder, name] = [resolve(file, '..'), file.slice(file.lastIndexOf('/') + 1)]
  const before = readOwnState((await outboxFolder(folder).read(name)) ?? '')
  const lineage = await gitLineage(dir)
  const now: OwnState = ownStateOf(environment, id, lineage?.head ?? null)
  const alarms = before === null ? [] : ownAlarms(before, now, lineage?.descends ?? (() => true))
  if (before === null || alarms.length === 0 || flag(invocation, 'accept')) await folderFiles(folder).write(name, `${JSON.stringify(now, null, 2)}\n`)
  const from = text(invocation, 'bundle')
  const delivered = from === undefined ? [] : await deliveredAlarms(invocation, { from, dir, environment, id })
  return [...(flag(invocation, 'accept') ? [] : alarms), ...delivered]
}
