import type { Caller, Level, Repository, Role, User, World } from './world.ts'

const ROLES: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin']
const LEVELS: readonly Level[] = ['read', 'write', 'admin']
export const atLeast = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted)

/** The greatest of what the person was given alone and through teams; of a public repository everyone may read. */
export function roleOf(world: World, repository: Repository, user: User): Role {
  if (repository.owner.id === user.id) return 'admin'
  const teams = [...repository.teamRoles].filter(([id]) => world.teams.get(id)?.members.has(user.id) === true).map(([, role]) => role)
  const given = [repository.roles.get(user.id) ?? 'none', ...teams, repository.private ? 'none' : 'read'] as const
  return ROLES.filter((role) => given.includes(role)).at(-1) ?? 'none'
}

/** A permission that a call needs: `contents:write`; the role is what a person must have where the permission's own does not fit. */
export interface Need {
  readonly anyOf: readonly `${string}:${Level}`[]
  readonly role?: Role
}

const ROLE_FOR: Readonly<Record<Level, Role>> = { read: 'read', write: 'write', admin: 'admin' }

function roleFor({ anyOf, role }: Need): Role {
  if (role !== undefined) return role
  const [permission = '', level = 'admin'] = (anyOf[0] ?? '').split(':') as [string, Level]
  return permission === 'administration' ? 'admin' : ROLE_FOR[level]
}

/** Whether the token was given one of these permissions; `metadata:read` every token has. */
function permits({ permissions }: Caller, { anyOf }: Need): boolean {
  if (permissions === null) return true
  return anyOf.some((one) => {
    const [name = '', level = 'admin'] = one.split(':') as [string, Level]
    const given = permissions[name]
    return one === 'metadata:read' || (given !== undefined && LEVELS.indexOf(given) >= LEVELS.indexOf(level))
  })
}

interface Wanted {
  readonly repository: Repository
  readonly need: Need
}

/** Null where the call may go on, else GitHub's status: 404 for what the caller may not even see, 403 for what it may not do. */
export function refusal(world: World, caller: Caller, wanted: Wanted): 403 | 404 | null {
  return caller.app === null ? refusalOfPerson(world, caller, wanted) : refusalOfApp(caller, wanted)
}

function refusalOfApp(caller: Caller, { repository, need }: Wanted): 403 | 404 | null {
  if (caller.repositories === null || caller.repositories.has(repository.id)) return permits(caller, need) ? null : 403
  if (repository.private) return 404
  const onlyReads = need.anyOf.every((one) => one.endsWith(':read') && !one.startsWith('administration'))
  return onlyReads ? null : 403
}

function refusalOfPerson(world: World, caller: Caller, { repository, need }: Wanted): 403 | 404 | null {
  const role = roleOf(world, repository, caller.user)
  if (role === 'none') return 404
  if (permits(caller, need) && atLeast(role, roleFor(need))) return null
  return role === 'read' && roleFor(need) === 'admin' ? 404 : 403
}
