import { resolve } from 'node:path'
import { folderFiles } from '../src/adapters/files.ts'
import { gitLineage } from '../src/adapters/lineage.ts'
import { random } from '../src/adapters/random.ts'
import { survivorsIn } from '../src/adapters/survivors.ts'
import type { Checkpoint } from '../src/model/checkpoint.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { RecoverReport } from '../src/model/recovery.ts'
import { formatInstant } from '../src/model/time.ts'
import type { Checkpoints } from '../src/ports.ts'
import { recoverText } from '../src/report/recover-text.ts'
import { greatestNumbers, knownCrlNumbers } from '../src/stages/crl-numbers.ts'
import { ledgerOf, lossesSince } from '../src/stages/ledger.ts'
import { checkpointOf, numbersOf } from '../src/stages/memory.ts'
import { lostForEver } from '../src/stages/recover/lost-for-ever.ts'
import { recover } from '../src/stages/recover.ts'
import { rollbackOf } from '../src/stages/rollback.ts'
import { sign } from '../src/stages/sign.ts'
import { list, text } from './arguments.ts'
import type { Invocation, Outcome } from './command.ts'
import { openCheckpoints } from './open-checkpoints.ts'
import { openForWriting } from './open-for-writing.ts'
import { openSigners } from './open-signers.ts'
import { TOOLKIT } from './toolkit-version.ts'

/** `audit --recover`: unites what survives, makes lists above every number ever seen, and accepts the result as the state that is remembered. */
export async function runRecovery(invocation: Invocation): Promise<Outcome> {
  const { io, positionals } = invocation
  const words = list(invocation, 'from')
  if (words.length === 0)
    throw new MuhuriError('usage', '--recover needs --from', { hint: '--from <a clone, deploy folder or bundle>, as often as there are some' })
  const dir = resolve(io.cwd, text(invocation, 'dir') ?? positionals[0] ?? '.')
  const { environment, settings } = await openForWriting(dir, io)
  const checkpoints = openCheckpoints(invocation, dir, settings)
  const report = await recovered(invocation, { dir, environment, settings, checkpoints, words })
  return { exit: report.ok ? 0 : 1, formats: { text: () => recoverText(report), json: () => JSON.stringify(report, null, 2) } }
}

interface Job {
  readonly dir: string
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly checkpoints: Checkpoints
  readonly words: readonly string[]
}

async function recovered(invocation: Invocation, job: Job): Promise<RecoverReport> {
  const { dir, environment, checkpoints, words } = job
  const { at, io } = invocation
  const survivors = (await Promise.all(words.map((word) => survivorsIn(resolve(io.cwd, word), word)))).flat()
  const { files, floors: seen, ...found } = recover(environment, survivors)
  const previous = await checkpoints.read()
  const folder = folderFiles(dir)
  for (const { path, bytes } of files) await folder.write(path, bytes)
  const lost = lostForEver((await openForWriting(dir, io)).environment, previous, at)
  for (const { path, bytes } of lost) await folder.write(path, bytes)
  const floors = greatestNumbers(seen, numbersOf(previous))
  const crls = await listsAbove(invocation, job, floors)
  const after = (await openForWriting(dir, io)).environment
  const missing = await stillMissing(previous, dir, after)
  const ok = found.conflicts.length === 0 && missing.length === 0
  if (ok) await accept(job, { after, previous, at, floors })
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? null,
    asOf: formatInstant(at),
    ok,
    written: [...files, ...lost].map(({ path }) => path).sort(),
    ...found,
    missing,
    floors: [...floors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ca, number]) => ({ ca, number: String(number) })),
    crls,
    checkpoint: ok ? checkpoints.place : null,
    next: nextSteps(after, { floors, words }),
  }
}

/** One list more of each CA whose key is at hand, above every number: what gateways hold is older than this one. */
async function listsAbove(invocation: Invocation, { dir, settings }: Job, floors: ReadonlyMap<string, bigint>): Promise<RecoverReport['crls']> {
  const { at, io } = invocation
  const { environment } = await openForWriting(dir, io)
  const signers = await openSigners(invocation, environment, settings).catch((cause: unknown) => {
    if (!(cause instanceof MuhuriError) || cause.code !== 'refused') throw cause
    io.note(`no list was made: ${cause.message}`)
    return null
  })
  if (signers === null) return []
  const crlFloors = new Map([...floors].map(([ca, number]) => [ca, number + 1n]))
  const common = { environment, findings: [], at, signers, files: folderFiles(dir), random, sourceCommit: null, toolkit: TOOLKIT }
  return (await sign({ ...common, crlOnly: true, crlFloors })).crls
}

/** What the checkpoint's own commits hold and the environment has not; nothing where this repository does not have them. */
async function stillMissing(previous: Checkpoint | null, dir: string, { tree }: Environment): Promise<readonly string[]> {
  const lineage = await gitLineage(dir)
  const recalled = previous?.commit == null ? null : (lineage?.recall(previous.commit, previous.issuedCommit) ?? null)
  const losses = recalled === null ? [] : lossesSince(ledgerOf(recalled), tree)
  return losses.map(({ path }) => path)
}

interface Accepting {
  readonly after: Environment
  readonly previous: Checkpoint | null
  readonly at: Date
  readonly floors: ReadonlyMap<string, bigint>
}

async function accept({ dir, checkpoints, words }: Job, { after, previous, at, floors }: Accepting): Promise<void> {
  const standing = { environment: after, lineage: await gitLineage(dir) }
  const departs = previous !== null && rollbackOf(previous, standing) !== null
  const recovered = departs ? { recovered: { from: previous.commit, sequence: previous.sequence, sources: words } } : {}
  await checkpoints.write(checkpointOf(standing, { previous, at, numbers: floors, ...recovered }))
}

function nextSteps(
  after: Environment,
  { floors, words }: { readonly floors: ReadonlyMap<string, bigint>; readonly words: readonly string[] },
): readonly string[] {
  const held = knownCrlNumbers(after)
  const below = [...floors].filter(([ca, number]) => (held.get(ca) ?? -1n) < number)
  return [
    `git fetch ${words[0] ?? '<clone>'} main && git merge FETCH_HEAD    where what people wrote was lost as well`,
    "git add revoked hub && git commit -m 'Recover' ; git -C issued add . && git -C issued commit -m 'Recover'",
    ...below.map(([ca, number]) => `muhuri crl issue --ca ${ca} --dir . --keys <where its key is>    its number must be above ${number}`),
    'muhuri sign . && muhuri render . --for all --out <out>',
  ]
}
