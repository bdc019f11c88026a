import type { GitHost } from '../../ports/git-host.ts'
import { client, type GitHubAccess } from './client.ts'
import { peopleCalls } from './people.ts'
import { pullCalls } from './pulls.ts'
import { refCalls } from './refs.ts'
import { reportCalls } from './reports.ts'

/** GitHub's REST API upon one repository. No token appears in anything that is thrown. */
export function githubHost(access: GitHubAccess): GitHost {
  const calls = client(access)
  return { ...pullCalls(calls), ...peopleCalls(calls), ...reportCalls(calls), ...refCalls(calls) }
}
