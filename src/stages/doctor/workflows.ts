import { parseDocument } from 'yaml'
import type { Weakness } from '../../model/doctor-report.ts'
import type { ProtectionDemand } from './demand.ts'
import type { ProtectionFacts } from './facts.ts'
import { judged } from './unseen.ts'

type Given = Readonly<Record<string, unknown>>

const COMMIT = /@[0-9a-f]{40}$/
const OURS = /^(?<repository>[^/]+\/[^/]+)\/actions\/(?<action>check|verdict|sign|render|watch)@(?<ref>.+)$/

/** Weaknesses of the workflows on main: what they run, and whether it is what environment.yaml names. */
export function workflowWeaknesses({ workflows }: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  const pin = demand.toolkit === null ? [noPin] : []
  return [
    ...pin,
    ...judged(workflows, { what: 'workflows are pinned', permission: 'contents: read' }, (texts) => [...texts].flatMap((file) => ofWorkflow(file, demand))),
  ]
}

const noPin: Weakness = {
  code: 'toolkit/unnamed',
  what: 'environment.yaml names no toolkit; expected the repository and the commit of the actions.',
  why: 'Nothing says which code may judge and sign here.',
  mend: 'add "toolkit: { actions: owner/repo, commit: <40 hex> }" to environment.yaml by a pull request',
}

function ofWorkflow([path, text]: readonly [string, string], demand: ProtectionDemand): readonly Weakness[] {
  const document = parseDocument(text, { uniqueKeys: true })
  const root = document.errors.length === 0 ? recordOf(document.toJS({ maxAliasCount: 0 })) : null
  if (root === null)
    return [
      {
        code: 'workflow/unreadable',
        what: `${path} is no YAML that can be read.`,
        why: 'What it runs cannot be judged.',
        mend: `mend or remove ${path} by a pull request`,
      },
    ]
  const steps = stepsOf(root)
  return [
    ...(triggersOf(root).includes('pull_request_target') ? [targetTrigger(path)] : []),
    ...steps.flatMap(({ uses, environment, step }) => [...ofUse(path, uses, demand), ...(environment === 'crl' ? ofCrlStep({ path, uses, step }) : [])]),
  ]
}

const targetTrigger = (path: string): Weakness => ({
  code: 'workflow/target-trigger',
  what: `${path} runs on pull_request_target; expected pull_request, or workflow_run.`,
  why: 'It meets what strangers send with the secrets and the token of the repository.',
  mend: `take the trigger out of ${path}`,
})

function ofUse(path: string, uses: string, { toolkit }: ProtectionDemand): readonly Weakness[] {
  const isLocal = uses.startsWith('./') || uses.startsWith('$/')
  const { repository, ref } = OURS.exec(uses)?.groups ?? {}
  if (toolkit !== null && repository !== undefined && (repository.toLowerCase() !== toolkit.actions.toLowerCase() || ref !== toolkit.commit))
    return [
      {
        code: 'toolkit/differs',
        what: `${path} uses "${uses}"; environment.yaml names ${toolkit.actions} at ${toolkit.commit}.`,
        why: 'Other code than policy names judges and signs.',
        mend: `change ${path}, or toolkit in environment.yaml, by a pull request`,
      },
    ]
  if (isLocal || COMMIT.test(uses) || /^docker:\/\/.+@sha256:[0-9a-f]{64}$/.test(uses)) return []
  return [
    {
      code: 'workflow/unpinned',
      what: `${path} uses "${uses}"; expected the 40 hex digits of a commit after the @.`,
      why: 'Whoever moves that tag or branch runs code here.',
      mend: `pin it in ${path} by a pull request`,
    },
  ]
}

interface CrlStep {
  readonly path: string
  readonly uses: string
  readonly step: string | null
}

/** In the environment that asks nobody, the signer makes CRLs and nothing else. */
function ofCrlStep({ path, uses, step }: CrlStep): readonly Weakness[] {
  if (OURS.exec(uses)?.groups?.['action'] !== 'sign' || step === 'crl') return []
  return [
    {
      code: 'crl/may-issue',
      what: `${path} runs step "${step ?? ''}" of the signer in environment "crl"; expected step "crl".`,
      why: 'Certificates are issued with nobody asked.',
      mend: `change ${path} by a pull request`,
    },
  ]
}

interface Step {
  readonly uses: string
  readonly environment: string | null
  readonly step: string | null
}

function stepsOf(root: Given): readonly Step[] {
  return Object.values(recordOf(root['jobs']) ?? {}).flatMap((given) => {
    const job = recordOf(given) ?? {}
    const environment = textOf(job['environment']) ?? textOf(recordOf(job['environment'])?.['name'])
    const steps = [job, ...(Array.isArray(job['steps']) ? job['steps'] : [])].map((one: unknown) => recordOf(one) ?? {})
    return steps.flatMap((one) => {
      const uses = textOf(one['uses'])
      return uses === null ? [] : [{ uses, environment, step: textOf(recordOf(one['with'])?.['step']) }]
    })
  })
}

function triggersOf({ on }: Given): readonly string[] {
  if (typeof on === 'string') return [on]
  return Array.isArray(on) ? on.map(String) : Object.keys(recordOf(on) ?? {})
}

const recordOf = (value: unknown): Given | null => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Given) : null)
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
