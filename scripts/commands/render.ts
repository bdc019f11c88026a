import { resolve } from 'node:path'
import { outboxFolder } from '../../src/adapters/outbox.ts'
import type { Environment } from '../../src/model/environment.ts'
import { completeRendering } from '../../src/stages/bundle/complete-rendering.ts'
import { check } from '../../src/stages/check.ts'
import { deliver, differences } from '../../src/stages/deliver.ts'
import { desire } from '../../src/stages/desire.ts'
import { type Rendering, render as renderStage } from '../../src/stages/render.ts'
import { flag, list, required } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { deploySigner } from '../deploy-signer.ts'
import { requireForwardOfDeliveries } from '../forward-delivery.ts'
import { checkpointOption, standingCheckpoints } from '../open-checkpoints.ts'
import { openEnvironment } from '../open-environment.ts'
import { requirePlan } from '../read-plan.ts'
import { remembered } from '../remembered.ts'
import { sourceOf } from '../source-of.ts'
import { keysOf } from '../write-changes.ts'

export const render: Command = {
  name: 'render',
  summary: 'Write what gateways, firewalls and DFSPs load, with a manifest over it.',
  usage: 'render [dir] --for hub|<id>|all --out o [--target t]… [--plan f] [--check] [--keys k] [--checkpoint c]',
  examples: ['muhuri render . --for all --out ../rendered', 'muhuri render . --for hub --target haproxy --out ../rendered --check'],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    for: { type: 'string', help: 'hub, the id of a DFSP, or all' },
    target: { type: 'string', multiple: true, help: 'only these targets; default: those of environment.yaml' },
    out: { type: 'string', help: 'the folder that the files go into' },
    plan: { type: 'string', help: 'the plan that was approved; another one is refused' },
    check: { type: 'boolean', help: 'write nothing; exit 1 where the folder differs' },
    keys: { type: 'string', help: 'where the deploy key is, if the manifest shall be signed; default: ~/.muhuri/<environment name>' },
    checkpoint: checkpointOption,
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const dir = resolve(invocation.io.cwd, invocation.positionals[0] ?? '.')
  const [whom, out] = [required(invocation, 'for'), required(invocation, 'out')]
  const only = list(invocation, 'target')
  const environment = await openEnvironment(dir, invocation.io)
  await requirePlan(invocation, environment)
  const { at } = invocation
  const desired = desire(environment, check(environment, { at }).findings, at)
  const chosen = only.length === 0 ? {} : { targets: only }
  const { rendering, said } = completeRendering(renderStage(desired, { for: whom, ...chosen }), { ...chosen, environment, desired })
  const options = { outbox: outboxFolder(resolve(invocation.io.cwd, out)), desired, tree: await sourceOf(dir, environment), at, said }
  const folders = rendering.deliveries.map(({ folder }) => folder)
  await requireForwardOfDeliveries({ dir, environment, outbox: options.outbox, folders })
  if (flag(invocation, 'check')) {
    const files = await differences(rendering, options)
    return outcome(rendering, {
      files,
      exit: files.length === 0 ? 0 : 1,
      summary: files.length === 0 ? 'everything stands as rendered' : `${files.length} file(s) differ`,
    })
  }
  await remember(invocation, dir, environment)
  const report = await deliver(rendering, { ...options, signer: await deploySigner(environment, keysOf(invocation, desired.environment.name)) })
  if (report.unsigned.length > 0) invocation.io.note(`no deploy key at hand: the manifest for ${report.unsigned.join(', ')} is not signed`)
  return outcome(rendering, { files: report.files, exit: 0, summary: `${report.files.length} file(s) below ${out}` })
}

/** The checkpoint of this machine comes along, where one is kept. */
async function remember(invocation: Invocation, dir: string, environment: Environment): Promise<void> {
  const settings = environment.settings?.value ?? null
  const checkpoints = settings === null ? null : standingCheckpoints(invocation, dir, settings)
  if (checkpoints !== null) await remembered(checkpoints, { dir, environment, at: invocation.at, io: invocation.io })
}

interface Result {
  readonly files: readonly string[]
  readonly exit: number
  readonly summary: string
}

function outcome({ audit, quarantined }: Rendering, { files, exit, summary }: Result): Outcome {
  const lines = [
    ...(exit === 0 ? [] : files.map((path) => `differs     ${path}`)),
    ...quarantined.map(({ path, code }) => `left out    ${path}: ${code}`),
    ...audit.map(({ target, dfsp, problem }) => `${target.padEnd(11)} ${dfsp === null ? '' : `${dfsp}: `}${problem}`),
    summary,
  ]
  return { exit, formats: { json: () => JSON.stringify({ version: 1, files, audit, quarantined }, null, 2), text: () => lines.join('\n') } }
}
