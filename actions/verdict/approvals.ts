import { defaultSettings } from '../../src/model/default-settings.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { ChangeClass } from '../../src/model/plan.ts'
import type { ShownApprovals } from '../../src/model/published-verdict.ts'
import type { HostRole, ReviewFacts } from '../../src/ports/git-host.ts'
import { possibleApprovers } from '../../src/stages/approvals/judge-reviews.ts'
import { approvalsOf } from '../../src/stages/approvals.ts'
import type { Job } from '../frame.ts'
import type { Working } from './request.ts'

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
    return {
      class: own,
      raised: [],
      requiredBy: 'nobody',
      required: 0,
      counted: [],
      ignored: [],
      missing: [`Who has approved cannot be read: ${error.message}`],
    }
  }
}

async function asked(job: Job, { host, request, people }: Asking, own: ChangeClass): Promise<ShownApprovals> {
  const base = await people()
  const pull = await host.pull(request.pull.number)
  const reviews = await host.reviews(pull.number)
  const { reviewers, admins } = base.settings?.value ?? defaultSettings
  const organisation = job.env['GITHUB_REPOSITORY_OWNER'] ?? ''
  return approvalsOf({
    class: own,
    base,
    head: request.head,
    author: pull.author.id,
    lastPusher: (await host.lastPusher(pull))?.id ?? null,
    fromFork: pull.head.repository?.id !== pull.base.repository,
    maintainerCanModify: pull.maintainerCanModify || pull.head.repository === null,
    reviews,
    roles: await rolesOf(host, { reviews, base }),
    teams: { reviewers: await host.teamMembers(organisation, reviewers.team), admins: await host.teamMembers(organisation, admins.team) },
  })
}

/** Anybody may review a public repository; only those whom base names are asked about. */
async function rolesOf(
  host: Working['host'],
  { reviews, base }: { readonly reviews: readonly ReviewFacts[]; readonly base: Environment },
): Promise<ReadonlyMap<number, HostRole>> {
  const possible = possibleApprovers(base)
  const people = new Map(reviews.flatMap(({ user }) => (user !== null && possible.has(user.id) ? [[user.id, user] as const] : [])))
  return new Map(await Promise.all([...people].map(async ([id, user]) => [id, await host.role(user)] as const)))
}
