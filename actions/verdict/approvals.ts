import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { ChangeClass } from '../../src/model/plan.ts'
import type { ShownApprovals } from '../../src/model/published-verdict.ts'
import { leastClass } from '../../src/stages/approvals/least-class.ts'
import { highest } from '../../src/stages/classify/effect.ts'
import { gatherApprovals } from '../../src/stages/reviewed/gather-approvals.ts'
import type { Job } from '../frame.ts'
import { isAt, type Working } from './request.ts'

export interface Asking extends Working {
  /** Settings and people of base. */
  readonly people: () => Promise<Environment>
}

/** Whose word counts, asked anew of the host; where it does not answer, nobody's does. */
export async function approvalsNow(job: Job, asking: Asking, own: ChangeClass): Promise<ShownApprovals> {
  try {
    return await asked(job, asking, own)
  } catch (error) {
    if (!(error instanceof MuhuriError) || error.code === 'bug') throw error
    const missing = [`Who has approved cannot be read: ${error.message}`]
    return { class: own, raised: [], requiredBy: 'nobody', required: 0, counted: [], ignored: [], missing }
  }
}

async function asked(job: Job, { host, request, people }: Asking, own: ChangeClass): Promise<ShownApprovals> {
  const base = await people()
  const pull = await host.pull(request.pull.number)
  if (!isAt(pull, request)) throw new MuhuriError('refused', 'the request has moved')
  // The job that read the contents held no secret, but may have been taken over by what it read.
  const least = leastClass(base, await host.changedPaths(pull.number), pull.author.id)
  return gatherApprovals({ host, organisation: job.env['GITHUB_REPOSITORY_OWNER'] ?? '' }, { pull, base, class: highest([own, least]) })
}
