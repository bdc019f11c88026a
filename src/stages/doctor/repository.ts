import type { Weakness } from '../../model/doctor-report.ts'
import type { ActionsFacts, RepositoryFacts } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from './demand.ts'
import type { ProtectionFacts } from './facts.ts'
import { judged } from './unseen.ts'

const SETUP = 'muhuri setup github'
const OURS = /^MUHURI_/i

/** Weaknesses of the repository as a whole: who sees it, what workflows may do, where they run, which secrets lie open. */
export function repositoryWeaknesses(facts: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  return [
    ...judged(facts.repository, { what: 'the repository is shown', permission: 'metadata: read' }, (repository) => ofRepository(repository, demand)),
    ...judged(facts.actions, { what: 'Actions are set', permission: 'administration: read' }, (actions) => ofActions(actions, facts)),
    ...judged(facts.runners, { what: 'workflows are run', permission: 'administration: read' }, (runners) => runners.map(ofRunner)),
    ...judged(facts.secrets, { what: 'secrets are kept', permission: 'secrets: read' }, (names) => names.filter((name) => OURS.test(name)).map(ofSecret)),
  ]
}

function ofRepository(repository: RepositoryFacts, { isProduction }: ProtectionDemand): readonly Weakness[] {
  const found: Weakness[] = []
  if (isProduction && !repository.private)
    found.push({
      code: 'repository/public',
      what: `"${repository.name}" is public; expected that a production environment is private.`,
      why: 'Everybody reads which addresses and hosts the scheme lives at, and may start workflows by a fork.',
      mend: `gh repo edit ${repository.name} --visibility private --accept-visibility-change-consequences`,
    })
  if (repository.defaultBranch !== 'main')
    found.push({
      code: 'repository/default-branch',
      what: `The default branch is "${repository.defaultBranch}"; expected "main".`,
      why: 'The verdict runs what the default branch says, so what protects main does not protect it.',
      mend: `gh repo edit ${repository.name} --default-branch main`,
    })
  return found
}

function ofActions({ defaultToken, mayApprove, approval }: ActionsFacts, { repository }: ProtectionFacts): readonly Weakness[] {
  const isPublic = repository.kind !== 'seen' || !repository.value.private
  const found: Weakness[] = []
  if (defaultToken !== 'read')
    found.push({
      code: 'actions/token-writes',
      what: `The token of workflows may "${defaultToken}" by default; expected "read".`,
      why: 'A workflow that says nothing of permissions writes to the repository.',
      mend: SETUP,
    })
  if (mayApprove)
    found.push({
      code: 'actions/approves',
      what: 'Workflows may approve pull requests; expected that they may not.',
      why: 'A workflow counts as a reviewer.',
      mend: SETUP,
    })
  if (isPublic && approval !== 'all_external_contributors')
    found.push({
      code: 'actions/fork-approval',
      what: `Workflows of forks wait for approval only for "${approval ?? 'nobody'}"; expected all outside contributors.`,
      why: 'A stranger runs a workflow of their own here, by a pull request.',
      mend: SETUP,
    })
  return found
}

const ofRunner = (name: string): Weakness => ({
  code: 'runners/self-hosted',
  what: `The self-hosted runner "${name}" takes jobs of this repository; expected none.`,
  why: 'A pull request can name it in its own workflow, and stay on that machine until the signer runs there.',
  mend: `Settings → Actions → Runners: remove "${name}", or give it to another repository`,
})

const ofSecret = (name: string): Weakness => ({
  code: 'secrets/outside',
  what: `The secret "${name}" lies outside the environments; expected it in one, which only main may use.`,
  why: 'A workflow on any branch that somebody pushes reads it.',
  mend: `gh secret set ${name} --env <environment>; gh secret delete ${name}`,
})
