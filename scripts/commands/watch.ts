import { resolve } from 'node:path'
import { gitLineage } from '../../src/adapters/lineage.ts'
import type { Environment } from '../../src/model/environment.ts'
import type { WatchAlarm } from '../../src/model/watch.ts'
import { watchMarkdown } from '../../src/report/watch-markdown.ts'
import { watchText } from '../../src/report/watch-text.ts'
import { rollbackOf } from '../../src/stages/rollback.ts'
import { watch as watchEnvironment } from '../../src/stages/watch.ts'
import { flag } from '../arguments.ts'
import type { Command, Invocation } from '../command.ts'
import { checkpointOption, standingCheckpoints } from '../open-checkpoints.ts'
import { openEnvironment } from '../open-environment.ts'
import { openForWriting } from '../open-for-writing.ts'
import { SIGNER_USAGE, signerOptions } from '../open-signers.ts'
import { alarmsOf } from '../own-alarms.ts'
import { requireClean, runSign } from '../run-sign.ts'

/** `muhuri watch`: what ends and what is due, with the command for each. */
export const watch: Command = {
  name: 'watch',
  summary: 'Find what ends within 90, 60, 30, 14, 7 and 1 days and which CRLs are due, and say what to type.',
  usage: `watch [dir] [--as id [--state f] [--bundle g] [--accept]] [--refresh] [--keys k] [--checkpoint c] ${SIGNER_USAGE}`,
  examples: ['muhuri watch', 'muhuri watch . --format markdown', 'muhuri watch . --refresh --keys ~/.muhuri/pilot'],
  positionals: [0, 1],
  formats: ['text', 'json', 'markdown'],
  options: {
    refresh: { type: 'boolean', help: 'make the CRLs anew that are due and have a signer, as sign --crl-only does' },
    keys: { type: 'string', help: 'where the keys of file signers are; default: ~/.muhuri/<environment name>' },
    as: { type: 'string', help: 'a DFSP: alarm on what has changed in its own folder, or in history, since it looked last' },
    state: { type: 'string', help: 'where that is remembered, outside the repository; default: watch-<id>.json in the folder of keys' },
    bundle: { type: 'string', help: 'a Git remote, folder or archive: alarm where it is not what this clone renders' },
    accept: { type: 'boolean', help: 'the changes in the own folder are right; remember them' },
    checkpoint: checkpointOption,
    ...signerOptions,
  },
  async run(invocation) {
    const dir = resolve(invocation.io.cwd, invocation.positionals[0] ?? '.')
    const refreshed = flag(invocation, 'refresh') ? await refresh(invocation, dir) : []
    const environment = await openEnvironment(dir, invocation.io)
    const alarms = [...(await rollbackAlarms(invocation, dir, environment)), ...(await alarmsOf(invocation, dir, environment))]
    const report = watchEnvironment(environment, invocation.at, { refreshed, alarms })
    return { exit: 0, formats: { text: () => watchText(report), json: () => JSON.stringify(report, null, 2), markdown: () => watchMarkdown(report) } }
  },
}

/** What the checkpoint says of this state, where one is kept; watching keeps none itself. */
async function rollbackAlarms(invocation: Invocation, dir: string, environment: Environment): Promise<readonly WatchAlarm[]> {
  const settings = environment.settings?.value ?? null
  const checkpoints = settings === null ? null : standingCheckpoints(invocation, dir, settings)
  const checkpoint = (await checkpoints?.read()) ?? null
  const problem = checkpoint === null ? null : rollbackOf(checkpoint, { environment, lineage: await gitLineage(dir) })
  if (problem === null) return []
  return [{ code: 'repo/rollback', path: null, message: problem, command: 'muhuri audit . --recover --from <a clone, deploy folder or bundle>' }]
}

async function refresh(invocation: Invocation, dir: string) {
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const tree = await requireClean(dir)
  return (await runSign(invocation, { dir, environment, settings, crlOnly: true, reissue: null }, tree)).crls
}
