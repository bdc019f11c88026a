import { resolve } from 'node:path'
import { folderFiles } from '../../src/adapters/files.ts'
import { keyFolder } from '../../src/adapters/keys.ts'
import { runHook } from '../../src/adapters/pull/hook.ts'
import { installationAt } from '../../src/adapters/pull/installation.ts'
import { withLock } from '../../src/adapters/pull/lock.ts'
import { readBundle } from '../../src/adapters/pull/read-bundle.ts'
import type { Installation } from '../../src/model/bundle.ts'
import { EXIT_CODES } from '../../src/model/errors.ts'
import { PullRefusal } from '../../src/model/pull-refusal.ts'
import type { PullReport, Refused } from '../../src/model/pull-report.ts'
import { installedFiles } from '../../src/stages/pull/installed-files.ts'
import { NOTHING, pull as pullStage } from '../../src/stages/pull.ts'
import { list, required, text } from '../arguments.ts'
import { bundlePlace, fingerprint } from '../bundle-place.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { knownHubRoot } from '../known-hub-root.ts'

/** `muhuri pull`: what gateways load, verified and swapped in at one stroke. */
export const pull: Command = {
  name: 'pull',
  summary: 'Fetch what is deployed for the Hub or a DFSP, verify it, and put it in place of what is installed.',
  usage: 'pull --from g --for hub|<id> --trust fp --into d [--hook cmd] [--installed env] [--environment e] [--keys k] [--accept-key sha256]…',
  examples: ['muhuri pull --from https://git.pilot.example/pilot.git --for greenbank --trust 9b1f… --into gateway --hook "systemctl reload haproxy"'],
  positionals: [0, 0],
  formats: ['text', 'json'],
  options: {
    from: { type: 'string', help: 'a Git remote or directory with branch deploy, a folder that render wrote, or the archive of bundle' },
    for: { type: 'string', help: 'hub, or the id of a DFSP' },
    trust: { type: 'string', help: "SHA-256 of the deploy key's SubjectPublicKeyInfo; default: the one that was trusted last" },
    into: { type: 'string', help: 'the folder to install into; it becomes a link to a version beside it' },
    hook: {
      type: 'string',
      help: 'a shell command to run after a change, with MUHURI_DIR and MUHURI_SEQUENCE; exit 1 where it fails, and it runs again next time',
    },
    installed: { type: 'string', help: 'an environment folder to write installed.yaml into' },
    environment: { type: 'string', help: 'id of the environment; default: the one that is installed' },
    keys: { type: 'string', help: "the folder of the DFSP's keys: what join --hub-root-sha256 keeps there is the root of the Hub that is installed" },
    'accept-key': { type: 'string', multiple: true, help: 'SHA-256 of a JWS or officer key, or of a CA, that you have heard from its owner' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  try {
    return await pullInto(invocation)
  } catch (error) {
    if (error instanceof PullRefusal && invocation.format === 'json') return refused(invocation, { refusal: error, report: NOTHING, failed: false })
    throw error
  }
}

async function pullInto(invocation: Invocation): Promise<Outcome> {
  const { cwd } = invocation.io
  const [whom, into] = [required(invocation, 'for'), resolve(cwd, required(invocation, 'into'))]
  const from = bundlePlace(required(invocation, 'from'), cwd)
  const trust = text(invocation, 'trust')
  const keys = text(invocation, 'keys')
  const hubRoot = keys === undefined ? null : await knownHubRoot(keyFolder(resolve(cwd, keys)))
  const installation = installationAt(into)
  return withLock(into, async () => {
    const { report, refusal } = await pullStage({
      installation,
      read: () => readBundle({ from, for: whom }),
      for: whom,
      trust: trust === undefined ? null : fingerprint('trust', trust),
      environment: text(invocation, 'environment') ?? null,
      accepted: new Set(list(invocation, 'accept-key').map((key) => fingerprint('accept-key', key))),
      hubRoot,
      at: invocation.at,
    })
    for (const note of report.notes) invocation.io.note(note)
    const failed = await hook(invocation, { installation, into })
    if (refusal !== null && invocation.format === 'json') return refused(invocation, { refusal, report, failed })
    if (refusal !== null) throw refusal
    await writeInstalled(invocation, { installation, report, whom })
    return outcome(report, failed)
  })
}

/** A hook that was cut off or failed last time is still due. */
async function hook(invocation: Invocation, { installation, into }: { readonly installation: Installation; readonly into: string }): Promise<boolean> {
  const [command, state] = [text(invocation, 'hook'), await installation.state()]
  if (state === null || !state.hookDue || command === undefined) return false
  const status = await runHook(command, { folder: into, sequence: state.sequence, env: invocation.io.env })
  if (status === 0) await installation.remember({ ...state, hookDue: false })
  else invocation.io.note(`the hook ended with ${status ?? 'a signal'}; what was installed stays, and the hook runs again at the next pull`)
  return status !== 0
}

interface Written {
  readonly installation: Installation
  readonly report: PullReport
  readonly whom: string
}

async function writeInstalled(invocation: Invocation, { installation, report, whom }: Written): Promise<void> {
  const [dir, state] = [text(invocation, 'installed'), await installation.state()]
  if (dir === undefined || state === null || report.bundle === null) return
  if (report.change === 'none' && whom === 'hub') return
  const files = installedFiles({
    for: whom,
    bundle: state.manifest,
    sequence: state.sequence,
    at: state.at,
    files: await installation.files(),
    peers: state.peers,
  })
  const folder = folderFiles(resolve(invocation.io.cwd, dir))
  for (const file of files) await folder.write(file.path, file.text)
}

function outcome(report: PullReport, failed: boolean): Outcome {
  const lines = [
    ...report.written.map((path) => `wrote ${path}`),
    ...report.removed.map((path) => `removed ${path}`),
    `${SAID[report.change]}: sequence ${report.sequence}, until ${report.expires}`,
  ]
  return { exit: failed ? 1 : 0, formats: { text: () => lines.join('\n'), json: () => reportText(report, { ok: true, hookFailed: failed }) } }
}

interface RefusedRun {
  readonly refusal: PullRefusal
  readonly report: PullReport
  readonly failed: boolean
}

/** For a program the reason is data; a person reads it on stderr all the same. */
function refused({ io }: Invocation, { refusal, report, failed }: RefusedRun): Outcome {
  const { reason, message, hint } = refusal
  io.note(message)
  return { exit: EXIT_CODES.refused, formats: { json: () => reportText(report, { ok: false, hookFailed: failed, reason, message, hint }) } }
}

function reportText({ version, ...report }: PullReport, ended: { readonly ok: boolean; readonly hookFailed: boolean } & Partial<Refused>): string {
  return JSON.stringify({ version, ...ended, ...report }, null, 2)
}

const SAID: Readonly<Record<PullReport['change'], string>> = { installed: 'installed', scheduled: 'keys changed by their times', none: 'nothing to do' }
