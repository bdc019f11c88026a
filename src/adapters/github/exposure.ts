import type { HostSettings } from '../../ports/host-settings.ts'
import type { Client } from './client.ts'
import { asked, askedOrAbsent } from './refusal.ts'

type ExposureCalls = Pick<HostSettings, 'folder' | 'secrets' | 'variables'>

/** What workflows find lying in a repository: their own files, secrets and variables. */
export function exposureCalls({ octokit, owner, repo }: Client): ExposureCalls {
  const at = { owner, repo, per_page: 100 }
  return {
    folder: async (path, branch) => {
      const found = await askedOrAbsent(`folder "${path}"`, octokit.rest.repos.getContent({ owner, repo, path, ref: branch }))
      return found !== null && Array.isArray(found.data) ? found.data.filter(({ type }) => type === 'file').map(({ name }) => name) : []
    },
    secrets: async () => {
      const own = await asked('the names of secrets', octokit.paginate(octokit.rest.actions.listRepoSecrets, at))
      const shared = await asked("the names of the organisation's secrets", octokit.paginate(octokit.rest.actions.listRepoOrganizationSecrets, at))
      return [...own, ...shared].map(({ name }) => name)
    },
    variables: async (environment) => {
      const what = `the variables of environment "${environment}"`
      const found = await askedOrAbsent(what, octokit.paginate(octokit.rest.actions.listEnvironmentVariables, { ...at, environment_name: environment }))
      return new Map((found ?? []).map(({ name, value }) => [name, value]))
    },
  }
}
