import type { GitHost } from '../../ports/git-host.ts'
import type { HostSettings, Label, RepositoryFacts } from '../../ports/host-settings.ts'
import { type Client, client, type GitHubAccess } from './client.ts'
import { environmentCalls } from './environments.ts'
import { exposureCalls } from './exposure.ts'
import { peopleCalls, roleNamed } from './people.ts'
import { asked, askedOrAbsent } from './refusal.ts'
import { rulesetCalls } from './rulesets.ts'

/** How a repository on GitHub is protected; what the token may not read is `refused`, never taken for absent. */
export function githubSettings(access: GitHubAccess): HostSettings {
  const calls = client(access)
  return {
    ...rulesetCalls(calls),
    ...environmentCalls(calls),
    ...actionsCalls(calls),
    ...repositoryCalls(calls),
    ...exposureCalls(calls),
    ...labelCalls(calls),
  }
}

/** All that `doctor` reads. */
export function githubProtection(access: GitHubAccess): HostSettings & Pick<GitHost, 'teamMembers'> {
  return { ...githubSettings(access), teamMembers: peopleCalls(client(access)).teamMembers }
}

function repositoryCalls({ octokit, owner, repo }: Client): Pick<HostSettings, 'repository' | 'collaborators' | 'file' | 'team'> {
  const at = { owner, repo }
  return {
    repository: async (): Promise<RepositoryFacts> => {
      const { data } = await asked('the repository', octokit.rest.repos.get(at))
      const { id, login, type } = data.owner
      const kind = type === 'Organization' ? 'organisation' : 'user'
      return { id: data.id, name: data.full_name, owner: { id, login, kind }, defaultBranch: data.default_branch, private: data.private, fork: data.fork }
    },
    collaborators: async () => {
      const people = await asked('collaborators', octokit.paginate(octokit.rest.repos.listCollaborators, { ...at, affiliation: 'all', per_page: 100 }))
      return people.map(({ id, login, role_name: role, permissions }) => ({ account: { id, login }, role: roleNamed(role, highest(permissions)) }))
    },
    file: async (path, branch) => {
      const found = await askedOrAbsent(`file "${path}"`, octokit.rest.repos.getContent({ ...at, path, ref: branch }))
      return found !== null && 'content' in found.data ? Buffer.from(found.data.content, 'base64') : null
    },
    team: async (org, slug) => (await askedOrAbsent(`team "${slug}"`, octokit.rest.teams.getByName({ org, team_slug: slug })))?.data.id ?? null,
  }
}

/** A role of an organisation's own making counts as the strongest that GitHub knows in it. */
function highest(
  permissions: { readonly admin?: boolean; readonly maintain?: boolean; readonly push?: boolean; readonly triage?: boolean } | undefined,
): string {
  if (permissions?.admin === true) return 'admin'
  if (permissions?.maintain === true) return 'maintain'
  if (permissions?.push === true) return 'write'
  return permissions?.triage === true ? 'triage' : 'read'
}

function actionsCalls({ octokit, owner, repo }: Client): Pick<HostSettings, 'actions' | 'putActions' | 'runners'> {
  const at = { owner, repo }
  const base = 'repos/{owner}/{repo}/actions/permissions'
  return {
    actions: async () => {
      const { data: allowed } = await asked('the settings of Actions', octokit.rest.actions.getGithubActionsPermissionsRepository(at))
      const { data: workflow } = await asked('the default token of workflows', octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at))
      const approval = await askedOrAbsent('who needs approval to run', octokit.request(`GET /${base}/fork-pr-contributor-approval`, at))
      return {
        enabled: allowed.enabled,
        allowed: allowed.allowed_actions ?? 'all',
        pinned: (allowed as { sha_pinning_required?: boolean }).sha_pinning_required === true,
        defaultToken: workflow.default_workflow_permissions,
        mayApprove: workflow.can_approve_pull_request_reviews,
        approval: approval === null ? null : String((approval.data as { approval_policy?: unknown }).approval_policy),
      }
    },
    putActions: async ({ defaultToken, mayApprove, approval }) => {
      const token = { default_workflow_permissions: defaultToken, can_approve_pull_request_reviews: mayApprove }
      await asked('the default token of workflows', octokit.rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({ ...at, ...token }))
      if (approval !== undefined)
        await asked('who needs approval to run', octokit.request(`PUT /${base}/fork-pr-contributor-approval`, { ...at, approval_policy: approval }))
    },
    runners: async () => {
      const runners = await asked('self-hosted runners', octokit.paginate(octokit.rest.actions.listSelfHostedRunnersForRepo, { ...at, per_page: 100 }))
      return runners.map(({ name }) => name)
    },
  }
}

function labelCalls({ octokit, owner, repo }: Client): Pick<HostSettings, 'labels' | 'putLabel'> {
  const at = { owner, repo }
  const labels = async (): Promise<readonly Label[]> => {
    const found = await asked('labels', octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...at, per_page: 100 }))
    return found.map(({ name, color, description }) => ({ name, color, description: description ?? '' }))
  }
  return {
    labels,
    putLabel: async (label) => {
      const old = (await labels()).find(({ name }) => name.toLowerCase() === label.name.toLowerCase())
      if (old === undefined) await asked(`label "${label.name}"`, octokit.rest.issues.createLabel({ ...at, ...label }))
      else if (old.color !== label.color || old.description !== label.description) {
        const { name, color, description } = label
        await asked(`label "${name}"`, octokit.rest.issues.updateLabel({ ...at, name, color, description }))
      }
    },
  }
}
