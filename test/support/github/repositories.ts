import { join } from 'node:path'
import { type BareRepository, createBare } from './bare-repository.ts'
import { afterUpdates } from './pull-requests.ts'
import { ZERO } from './rules.ts'
import type { Caller, Json, Repository, User, World } from './world.ts'

/** Paths and what stands in them; null removes one. */
export type Changes = Readonly<Record<string, string | Uint8Array | null>>

export interface Committing {
  readonly branch?: string
  readonly message?: string
  readonly by?: User
  /** The commit that it is made on; default: the branch, or the default branch where it does not exist yet. */
  readonly onto?: string
}

/** Repositories, and what lies in them, made without asking any rule: what a test needs to be there already. */
export interface Repositories {
  create(owner: User, name: string, options?: { readonly private?: boolean; readonly plan?: Repository['plan']; readonly files?: Changes }): Promise<Repository>
  fork(repository: Repository, owner: User): Promise<Repository>
  /** Commits these changes to a branch, past every rule; the commit. GitHub sees it as a push by that person. */
  commit(repository: Repository, changes: Changes, options?: Committing): Promise<string>
}

export function repositories(world: World, directory: string): Repositories {
  const add = (
    owner: User,
    name: string,
    made: { git: BareRepository; parent: Repository | null; isPrivate: boolean; plan: Repository['plan'] },
  ): Repository => {
    const repository: Repository = {
      ...blank(),
      id: world.nextId(),
      owner,
      name,
      private: made.isPrivate,
      plan: made.plan,
      parent: made.parent,
      defaultBranch: 'main',
      git: made.git,
    }
    world.repositories.set(repository.id, repository)
    return repository
  }
  return {
    create: async (owner, name, { private: isPrivate = false, plan = 'free', files = { 'README.md': `${name}\n` } } = {}) => {
      const git = await createBare(join(directory, owner.login, `${name}.git`), null, 'main')
      const repository = add(owner, name, { git, parent: null, isPrivate, plan })
      await commit(world, repository, { changes: files, options: { message: 'Initial commit' } })
      return repository
    },
    fork: async (parent, owner) => {
      const git = await createBare(join(directory, owner.login, `${parent.name}.git`), parent.git, parent.defaultBranch)
      return add(owner, parent.name, { git, parent, isPrivate: parent.private, plan: parent.plan })
    },
    commit: (repository, changes, options = {}) => commit(world, repository, { changes, options }),
  }
}

const blank = (): Omit<Repository, 'id' | 'owner' | 'name' | 'private' | 'plan' | 'parent' | 'defaultBranch' | 'git'> => ({
  roles: new Map(),
  teamRoles: new Map(),
  issues: new Map(),
  pulls: new Map(),
  comments: new Map(),
  checkRuns: new Map(),
  statuses: [],
  labels: new Map(),
  rulesets: new Map(),
  protection: new Map(),
  environments: new Map(),
  activity: [],
  runs: new Map(),
  artifacts: new Map(),
  runners: new Map<number, Json>(),
  actions: new Map(),
})

async function commit(world: World, repository: Repository, { changes, options }: { changes: Changes; options: Committing }): Promise<string> {
  const { git, defaultBranch, owner } = repository
  const { branch = defaultBranch, message = 'Change', by = owner } = options
  const ref = `refs/heads/${branch}`
  const before = await git.resolve(ref)
  const parent = options.onto ?? before ?? (await git.resolve(`refs/heads/${defaultBranch}`))
  const tip = await git
    .run(['fast-import', '--quiet', '--force', '--date-format=now', '--done'], stream({ changes, message, by, parent }))
    .then(() => git.resolve('refs/stand-in/commit'))
  await git.run(['update-ref', '-d', 'refs/stand-in/commit'])
  if (tip === null) throw new Error('git fast-import made no commit')
  await git.run(['update-ref', ref, tip])
  const caller: Caller = { user: by, app: null, permissions: null, repositories: null }
  const fastForward = before === null || (await git.isAncestor(before, tip))
  await afterUpdates(world, repository, { updates: [{ ref, before: before ?? ZERO, after: tip, fastForward }], caller })
  return tip
}

function stream({ changes, message, by, parent }: { changes: Changes; message: string; by: User; parent: string | null }): Buffer {
  const data = (bytes: string | Uint8Array): Buffer[] => [Buffer.from(`data ${Buffer.byteLength(bytes)}\n`), Buffer.from(bytes), Buffer.from('\n')]
  const parts = [
    Buffer.from(
      `commit refs/stand-in/commit\nauthor ${by.login} <${by.id}+${by.login}@users.noreply.github.com> now\ncommitter GitHub <noreply@github.com> now\n`,
    ),
    ...data(message),
    Buffer.from(parent === null ? '' : `from ${parent}\n`),
    ...Object.entries(changes).flatMap(([path, bytes]) =>
      bytes === null ? [Buffer.from(`D ${path}\n`)] : [Buffer.from(`M 100644 inline ${JSON.stringify(path)}\n`), ...data(bytes)],
    ),
    Buffer.from('done\n'),
  ]
  return Buffer.concat(parts)
}
