import type { Weakness } from '../../model/doctor-report.ts'
import type { ProtectionDemand } from './demand.ts'
import type { ProtectionFacts } from './facts.ts'
import { judged } from './unseen.ts'

/** Whether main says who owns every path, so that the review of owners means something. */
export function codeOwnerWeaknesses({ codeOwners, repository }: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  const organisation = repository.kind === 'seen' ? repository.value.owner.login : ''
  const team = `@${organisation}/${demand.teams.admins}`
  return judged(codeOwners, { what: 'paths have owners', permission: 'contents: read' }, (text) =>
    text !== null && ownersOfAll(text).includes(team.toLowerCase())
      ? []
      : [
          {
            code: 'main/no-code-owners',
            what:
              text === null
                ? 'There is no .github/CODEOWNERS on main.'
                : `CODEOWNERS on main gives "*" to ${ownersOfAll(text).join(', ') || 'nobody'}; expected ${team}.`,
            why: 'Whoever may write approves what only admins should: policy, workflows, CAs.',
            mend: 'muhuri setup github, and merge the pull request that it opens',
          },
        ],
  )
}

/** Owners of what no later line names; the last line for `*` counts. */
function ownersOfAll(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim())
  const [, ...owners] = lines.map((line) => line.split(/\s+/)).findLast(([pattern]) => pattern === '*') ?? []
  return owners.map((owner) => owner.toLowerCase())
}
