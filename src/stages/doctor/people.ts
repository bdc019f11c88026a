import type { Weakness } from '../../model/doctor-report.ts'
import type { ProtectionDemand } from './demand.ts'
import type { Collaborator, ProtectionFacts, TeamFacts } from './facts.ts'
import { judged } from './unseen.ts'

const WRITES: ReadonlySet<string> = new Set(['write', 'maintain', 'admin'])

/** Weaknesses of who may do what: collaborators and teams against `hub/hub.yaml` and the owners of DFSPs. */
export function peopleWeaknesses({ collaborators, teams }: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  return [
    ...judged(collaborators, { what: 'people may use the repository', permission: 'metadata: read' }, (all) =>
      all.flatMap((one) => ofCollaborator(one, demand)),
    ),
    ...(['reviewers', 'admins'] as const).flatMap((kind) =>
      judged(teams[kind], { what: `team "${demand.teams[kind]}" is made up`, permission: 'members: read' }, (team) => ofTeam(kind, team, demand)),
    ),
  ]
}

function ofCollaborator({ account: { id, login }, role }: Collaborator, { people, owners }: ProtectionDemand): readonly Weakness[] {
  if (!WRITES.has(role)) return []
  const dfsps = owners.get(id) ?? []
  const isOfHub = people.admins.has(id) || people.reviewers.has(id) || people.machines.has(id)
  const mend = `gh api -X PUT repos/{owner}/{repo}/collaborators/${login} -f permission=pull`
  if (dfsps.length > 0)
    return [
      {
        code: 'people/dfsp-writes',
        what: `"${login}" (${id}), an owner of ${dfsps.join(', ')}, has the role ${role}; expected read: a DFSP works from a fork.`,
        why: 'A DFSP makes branches here, starts workflows, and merges what is green.',
        mend,
      },
    ]
  if (!isOfHub)
    return [
      {
        code: 'people/stranger-writes',
        what: `"${login}" (${id}) has the role ${role}, and is not in hub/hub.yaml; expected nobody else to write.`,
        why: 'Somebody whom the Hub does not name merges, and starts workflows.',
        mend: `${mend}, or name them in hub/hub.yaml`,
      },
    ]
  if (role === 'admin' && !people.admins.has(id))
    return [
      {
        code: 'people/stranger-administers',
        what: `"${login}" (${id}) is an administrator, and not one of the admins in hub/hub.yaml.`,
        why: 'They change the very rules that this looks at.',
        mend: `gh api -X PUT repos/{owner}/{repo}/collaborators/${login} -f permission=push`,
      },
    ]
  return []
}

function ofTeam(kind: 'reviewers' | 'admins', team: TeamFacts | null, { teams, people }: ProtectionDemand): readonly Weakness[] {
  const name = teams[kind]
  if (team === null)
    return [
      {
        code: 'team/missing',
        what: `There is no team "${name}", which environment.yaml names for ${kind}.`,
        why: 'Nobody can approve, and a team of that name that somebody else makes later would.',
        mend: `gh api orgs/{owner}/teams -f name=${name}, then add the people of hub/hub.yaml`,
      },
    ]
  const named = people[kind]
  // An admin may stand in for a reviewer.
  const allowed = kind === 'reviewers' ? new Set([...named, ...people.admins]) : named
  const strangers = [...team.members].filter((id) => !allowed.has(id))
  const absent = [...named].filter((id) => !team.members.has(id))
  if (strangers.length + absent.length === 0) return []
  const parts = [
    ...(strangers.length === 0 ? [] : [`${strangers.join(', ')} ${strangers.length === 1 ? 'is' : 'are'} in the team only`]),
    ...(absent.length === 0 ? [] : [`${absent.join(', ')} in hub/hub.yaml only`]),
  ]
  return [
    {
      code: 'team/differs',
      what: `Team "${name}" is not what hub/hub.yaml says of ${kind}: ${parts.join('; ')}.`,
      why: 'One of the two is out of date, and a person who left may still count, or come back.',
      mend: 'change the team, or hub/hub.yaml by a pull request',
    },
  ]
}
