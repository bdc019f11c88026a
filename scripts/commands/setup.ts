import { resolve } from 'node:path'
import { githubHost } from '../../src/adapters/github/host.ts'
import { githubProtection } from '../../src/adapters/github/settings.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { type ProtectionDemand, protectionDemand } from '../../src/stages/doctor/demand.ts'
import { readProtection } from '../../src/stages/doctor/read-facts.ts'
import { applyStep } from '../../src/stages/protection/apply.ts'
import { planProtection } from '../../src/stages/protection/plan.ts'
import { CODEOWNERS_BRANCH, type Step } from '../../src/stages/protection/steps.ts'
import { flag, positional } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { appNumber, repositoryOf, requireAccess } from '../github-place.ts'
import { openEnvironment } from '../open-environment.ts'

/** `muhuri setup github`: makes the protection of the repository what environment.yaml demands. */
export const setup: Command = {
  name: 'setup',
  summary: 'Protect the repository on GitHub as environment.yaml demands: rulesets, environments, CODEOWNERS, labels. What is stricter stays.',
  usage: 'setup github [dir] [--repo owner/name] --app-id n [--publisher-app-id n] [--dry-run] [--yes]',
  examples: ['muhuri setup github . --repo example/pilot --app-id 7001 --dry-run', 'muhuri setup github . --app-id 7001 --publisher-app-id 7002 --yes'],
  positionals: [1, 2],
  formats: ['text', 'json'],
  options: {
    repo: { type: 'string', help: 'the repository, owner/name; default: that of the remote origin' },
    'app-id': { type: 'string', help: 'App ID of the App that publishes the verdict' },
    'publisher-app-id': { type: 'string', help: 'App ID of the App that writes issued and deploy; default: the same App' },
    'dry-run': { type: 'boolean', help: 'only say what would change' },
    yes: { type: 'boolean', help: 'ask nothing' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const where = positional(invocation, 0, 'github')
  if (where !== 'github') throw new MuhuriError('usage', `"${where}" cannot be set up; expected github`)
  const dir = resolve(invocation.io.cwd, invocation.positionals[1] ?? '.')
  const environment = await openEnvironment(dir, invocation.io)
  const repository = await repositoryOf(invocation, dir)
  const apps = appsOf(invocation)
  const access = await requireAccess(repository, invocation.io)
  const [settings, host] = [githubProtection(access), githubHost(access)]
  const plan = async (demand: ProtectionDemand): Promise<readonly Step[]> => {
    const facts = await readProtection(settings, demand)
    const owner = facts.repository.kind === 'seen' ? facts.repository.value.owner.login : ''
    const isProposed = (await host.openPulls(owner, CODEOWNERS_BRANCH)).length > 0
    return planProtection({ ...facts, labels: await settings.labels(), isProposed }, demand, apps)
  }
  const steps = await plan(protectionDemand(environment, apps))
  const [owner = ''] = repository.split('/')
  const doable = steps.filter(({ kind }) => kind !== 'by-hand')
  const isApplied = !flag(invocation, 'dry-run') && doable.length > 0 && (await isAgreed(invocation, steps))
  if (isApplied) for (const step of doable) await applied({ settings, host, owner }, step)
  return outcome({ repository, steps, isApplied })
}

async function applied(target: Parameters<typeof applyStep>[0], step: Step): Promise<void> {
  try {
    await applyStep(target, step)
  } catch (error) {
    if (!(error instanceof MuhuriError) || step.kind !== 'environment' || step.environment.reviewers.length === 0) throw error
    throw new MuhuriError(error.code, error.message, {
      hint: 'a private repository has reviewers of environments with Enterprise only; else set "approval: officers" in environment.yaml',
      cause: error,
    })
  }
}

async function isAgreed(invocation: Invocation, steps: readonly Step[]): Promise<boolean> {
  if (flag(invocation, 'yes')) return true
  if (invocation.io.terminal) for (const { sentence } of steps) invocation.io.note(sentence)
  return confirmed('Do all this?', invocation.io)
}

function appsOf(invocation: Invocation): { readonly verdict: number; readonly publisher: number } {
  const verdict = appNumber(invocation, 'app-id')
  if (verdict === null) throw new MuhuriError('usage', 'option --app-id is missing: the App ID of the App that publishes the verdict')
  return { verdict, publisher: appNumber(invocation, 'publisher-app-id') ?? verdict }
}

interface Done {
  readonly repository: string
  readonly steps: readonly Step[]
  readonly isApplied: boolean
}

function outcome({ repository, steps, isApplied }: Done): Outcome {
  const shown = steps.map(({ kind, sentence }) => ({ kind, sentence, done: isApplied && kind !== 'by-hand' }))
  const undone = shown.filter(({ done }) => !done)
  const lines = shown.map(({ sentence, done }) => `${done ? 'done' : 'to do'}  ${sentence}`)
  const end =
    steps.length === 0 ? ['nothing to change'] : isApplied || undone.every(({ kind }) => kind === 'by-hand') ? [] : ['nothing was changed; to change it: --yes']
  const owners = steps.flatMap((step) => (step.kind === 'code-owners' && !isApplied ? ['', '.github/CODEOWNERS:', step.text.trimEnd()] : []))
  return {
    exit: 0,
    formats: {
      text: () => [...lines, ...end, ...owners].join('\n'),
      json: () => JSON.stringify({ version: 1, repository, applied: isApplied, steps: shown }, null, 2),
    },
  }
}
