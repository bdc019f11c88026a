import { githubProtection } from '../src/adapters/github/settings.ts'
import type { Environment } from '../src/model/environment.ts'
import { requireProtection } from '../src/stages/doctor.ts'
import type { Job } from './frame.ts'

/** `refused` where the job's repository is protected less than main's environment.yaml demands: what `doctor` says, before anything is signed. */
export async function requireProtectedRepository(job: Job, environment: Environment): Promise<void> {
  const [repository, token] = [job.required('repository'), job.required('token')]
  job.secret(token)
  const access = { api: job.env['GITHUB_API_URL'] ?? 'https://api.github.com', token, repository, app: job.id('app-id') }
  await requireProtection(githubProtection(access), { repository, environment, apps: { verdict: job.id('app-id'), publisher: null } })
}
