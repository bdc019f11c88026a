import { openRevision } from '../scripts/open-environment.ts'
import { githubHost } from '../src/adapters/github/host.ts'
import { bringHeads, fetchMain, type MainCopy } from '../src/adapters/main-copy.ts'
import { mergedTrees } from '../src/adapters/revision/first-parents.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { GitHost } from '../src/ports/git-host.ts'
import type { ReviewedRepository } from '../src/stages/reviewed/require-reviewed.ts'
import type { Job } from './frame.ts'
import { remoteOf } from './remote-of.ts'

/** Main at one commit, with what the machine wrote beside it, as objects. */
export interface OpenMain extends MainCopy {
  readonly branch: string
  /** Commit of main. */
  readonly source: string
  /** With branch `issued` as it stands now. */
  at(revision: string, since?: string): Promise<Environment>
}

/** The repository that the job works on, at the input `main-sha`. */
export async function openMain(job: Job): Promise<OpenMain> {
  const [branch, source] = [job.input('branch') || 'main', job.commit('main-sha')]
  const main = await fetchMain(remoteOf(job), { branch, source }, job.temporary)
  const at = (revision: string, since?: string): Promise<Environment> =>
    openRevision({ gitDir: main.gitDir, revision, issued: main.issued, ...(since === undefined ? {} : { since }) }, { cwd: job.workspace, env: job.env })
  return { ...main, branch, source, at }
}

/** What the Git host says of the job's repository. */
export function hostOf(job: Job): GitHost {
  const token = job.required('token')
  job.secret(token)
  return githubHost({ api: job.env['GITHUB_API_URL'] ?? 'https://api.github.com', token, repository: job.required('repository'), app: job.id('app-id') })
}

/** The same as something whose commits can be judged again. */
export function reviewedRepository(job: Job, { gitDir, copy, branch, at }: OpenMain): ReviewedRepository {
  const repository = Number(job.env['GITHUB_REPOSITORY_ID'])
  if (!Number.isSafeInteger(repository) || repository <= 0) throw new MuhuriError('usage', 'GITHUB_REPOSITORY_ID is not the number of a repository')
  return {
    host: hostOf(job),
    organisation: job.required('repository').split('/')[0] ?? '',
    repository,
    branch,
    open: (commit) => at(commit),
    bring: (pulls) => bringHeads(copy, pulls),
    mergedTrees: (base, head) => mergedTrees(gitDir, base, head),
  }
}

/** `refused` where environment.yaml cannot be read: nothing is done under a policy that nobody knows. */
export function settingsOf(environment: Environment): EnvironmentFile {
  const settings = environment.settings?.value ?? null
  if (settings === null) throw new MuhuriError('refused', 'environment.yaml cannot be read', { hint: 'muhuri check' })
  return settings
}
