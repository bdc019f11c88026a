import { MuhuriError } from '../../model/errors.ts'
import type { GitHost } from '../../ports/git-host.ts'
import type { HostSettings } from '../../ports/host-settings.ts'
import { CODEOWNERS_BRANCH, CODEOWNERS_PATH, type Step } from './steps.ts'

export interface ProtectionTarget {
  readonly settings: Pick<HostSettings, 'putRuleset' | 'putEnvironment' | 'putActions' | 'putLabel'>
  readonly host: Pick<GitHost, 'ref' | 'commit' | 'moveRef' | 'openPull'>
  /** Login of the repository's owner. */
  readonly owner: string
}

/** Does one step; what a person must do stays. */
export async function applyStep({ settings, host, owner }: ProtectionTarget, step: Step): Promise<void> {
  if (step.kind === 'ruleset') await settings.putRuleset(step.ruleset)
  if (step.kind === 'environment') await settings.putEnvironment(step.environment)
  if (step.kind === 'actions') await settings.putActions(step.actions)
  if (step.kind === 'label') await settings.putLabel(step.label)
  if (step.kind === 'code-owners') await proposeCodeOwners({ host, owner, text: step.text })
}

interface Proposal extends Pick<ProtectionTarget, 'host' | 'owner'> {
  readonly text: string
}

async function proposeCodeOwners({ host, owner, text }: Proposal): Promise<void> {
  const parent = await host.ref('heads/main')
  if (parent === null) throw new MuhuriError('refused', 'the repository has no branch main; CODEOWNERS is proposed on it', { hint: 'git push origin main' })
  const commit = await host.commit({ parent, message: 'Say who must review what', files: { [CODEOWNERS_PATH]: Buffer.from(text) } })
  if ((await host.moveRef(`heads/${CODEOWNERS_BRANCH}`, null, commit)) === 'lost')
    throw new MuhuriError('refused', `there is a branch "${CODEOWNERS_BRANCH}" already, with no open pull request`, {
      hint: `git push origin --delete ${CODEOWNERS_BRANCH}`,
    })
  await host.openPull({
    head: `${owner}:${CODEOWNERS_BRANCH}`,
    base: 'main',
    title: 'Say who must review what',
    body: 'Brings `.github/CODEOWNERS` with the teams that `environment.yaml` names, so that the review of code owners means something.',
  })
}
