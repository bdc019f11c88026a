import type { GitHost, HostRole } from '../../ports/git-host.ts'
import type { Client } from './client.ts'
import { askedOrAbsent } from './refusal.ts'

type PeopleCalls = Pick<GitHost, 'role' | 'teamMembers'>

const ROLES: readonly HostRole[] = ['read', 'triage', 'write', 'maintain', 'admin']
/** A role of an organisation's own making is known by the permission on which it is built. */
export const roleNamed = (name: string, permission: string): HostRole =>
  ROLES.find((role) => role === name) ?? ROLES.find((role) => role === permission) ?? 'none'

export function peopleCalls({ octokit, owner, repo }: Client): PeopleCalls {
  return {
    role: async ({ id, login }) => {
      const found = await askedOrAbsent(`what "${login}" may do`, octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login }))
      // Logins change hands; the number does not.
      return found === null || found.data.user?.id !== id ? 'none' : roleNamed(found.data.role_name, found.data.permission)
    },
    teamMembers: async (org, team) => {
      const members = await askedOrAbsent(
        `members of team "${team}"`,
        octokit.paginate(octokit.rest.teams.listMembersInOrg, { org, team_slug: team, per_page: 100 }),
      )
      return members === null ? null : new Set(members.map(({ id }) => id))
    },
  }
}
