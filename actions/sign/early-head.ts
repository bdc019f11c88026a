import { MuhuriError } from '../../src/model/errors.ts'
import type { SigningManifest } from '../../src/model/signing-manifest.ts'
import type { PullFacts } from '../../src/ports/git-host.ts'
import type { Job } from '../frame.ts'
import type { OpenMain } from '../open-main.ts'

/** The head of a request that is signed before its merge. */
export type EarlyHead = NonNullable<SigningManifest['head']>

/** What the inputs name, or null: then what was merged is signed. */
export function earlyHeadOf(job: Job): EarlyHead | null {
  const [pullRequest, commit] = [job.id('pull-request'), job.input('head-sha')]
  if (pullRequest === null && commit === '') return null
  if (pullRequest === null) throw new MuhuriError('usage', 'the input "head-sha" needs "pull-request", the number of its request')
  return { pullRequest, commit: job.commit('head-sha') }
}

/** `refused` unless the request's head is exactly this one, and at hand: asked before anything is signed, and after. */
export async function requireEarlyHead({ copy }: OpenMain, { pullRequest, commit }: EarlyHead): Promise<void> {
  const ref = `refs/pull/${pullRequest}/head`
  const now = (await copy.list([ref])).get(ref)
  if (now !== commit) throw moved({ pullRequest, commit }, now ?? 'nothing')
  await copy.fetch([{ from: ref, to: 'refs/request/head' }])
  if ((await copy.resolve('refs/request/head')) !== commit) throw moved({ pullRequest, commit }, 'another commit')
}

/** `refused` unless the host, too, shows the request at this head: open, or merged since. */
export function requireAtHead(pull: PullFacts, head: EarlyHead, { branch }: OpenMain): void {
  if (pull.head.sha !== head.commit) throw moved(head, pull.head.sha)
  if (pull.state === 'closed' || pull.base.branch !== branch)
    throw new MuhuriError('refused', `pull request ${pull.number} is ${pull.state}, for "${pull.base.branch}"; expected an open one for "${branch}"`)
}

const moved = ({ pullRequest, commit }: EarlyHead, now: string): MuhuriError =>
  new MuhuriError('refused', `the head of pull request ${pullRequest} is ${now}; what was to be signed is ${commit}`, { hint: 'have the new head approved' })
