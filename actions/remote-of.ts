import type { Remote } from '../src/adapters/request/remote.ts'
import type { Job } from './frame.ts'

/** The repository that an action reads, by its inputs `repository` and `token`. */
export function remoteOf(job: Job): Remote {
  const token = job.input('token')
  if (token !== '') job.secret(token)
  return { server: job.env['GITHUB_SERVER_URL'] ?? 'https://github.com', repository: job.required('repository'), token: token === '' ? null : token }
}
