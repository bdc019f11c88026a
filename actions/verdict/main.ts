import { githubHost } from '../../src/adapters/github/host.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { type Job, runAction } from '../frame.ts'
import { compute } from './compute.ts'
import { publish } from './publish.ts'
import { findRequest } from './request.ts'

const MODES: Readonly<Record<string, typeof compute>> = { compute, publish }

await runAction(async (job) => {
  const run = MODES[job.required('mode')]
  if (run === undefined) throw new MuhuriError('usage', `the input "mode" is "${job.input('mode')}"; expected compute or publish`)
  const app = appOf(job)
  const host = githubHost({ api: job.env['GITHUB_API_URL'] ?? 'https://api.github.com', token: token(job), repository: job.required('repository'), app })
  const { request, because } = await findRequest(job, host)
  job.output('found', String(request !== null))
  if (request === null) return job.say(`nothing is judged: ${because}`)
  await run(job, { host, request, app })
})

function token(job: Job): string {
  const given = job.required('token')
  job.secret(given)
  return given
}

/** Without the App's id, what anybody wrote would pass for ours. */
function appOf(job: Job): number | null {
  const app = job.id('app-id')
  if (app === null && job.input('mode') === 'publish') throw new MuhuriError('usage', 'the input "app-id" is missing')
  return app
}
