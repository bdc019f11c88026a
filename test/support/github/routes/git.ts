import { created, empty, missing, ok, onRepository, type Reply, type RepositoryCall, type Routes, refused, textOf } from '../call.ts'
import { afterUpdates } from '../pull-requests.ts'
import { refusesUpdate, ZERO } from '../rules.ts'
import type { Json, Repository } from '../world.ts'

const SHA = /^[0-9a-f]{40}$/

async function refBody({ git }: Repository, ref: string): Promise<Json | null> {
  const sha = await git.resolve(ref)
  return sha === null
    ? null
    : { ref, node_id: ref, url: 'https://api.github.com/', object: { sha, type: await git.run(['cat-file', '-t', sha]), url: 'https://api.github.com/' } }
}

/** Moves a ref from exactly what it was; rules, non-fast-forwards and lost races are 422, as GitHub says them. */
async function move(call: RepositoryCall, { ref, before, after }: { ref: string; before: string; after: string }): Promise<Reply | null> {
  const { world, repository, caller, body } = call
  const { git } = repository
  if (after !== ZERO && (!SHA.test(after) || (await git.resolve(`${after}^{object}`)) === null)) return refused(422, 'Object does not exist')
  const fastForward = before === ZERO || after === ZERO || (await git.isAncestor(before, after))
  const update = { ref, before, after, fastForward }
  const problem = refusesUpdate(world, repository, { update, caller })
  if (problem !== null) return refused(422, problem)
  if (!fastForward && body['force'] !== true) return refused(422, 'Update is not a fast forward')
  const done = await git.run(after === ZERO ? ['update-ref', '-d', ref, before] : ['update-ref', ref, after, before]).then(
    () => true,
    () => false,
  )
  if (!done) return refused(422, 'Reference cannot be updated')
  await afterUpdates(world, repository, { updates: [update], caller })
  return null
}

async function createRef(call: RepositoryCall): Promise<Reply> {
  const { repository, body } = call
  const ref = textOf(body['ref'])
  if (!/^refs\/[^/]+\/.+/.test(ref)) return refused(422, 'Reference name must start with refs/ and have at least two slashes.')
  if ((await repository.git.resolve(ref)) !== null) return refused(422, 'Reference already exists')
  return (await move(call, { ref, before: ZERO, after: textOf(body['sha']) })) ?? created(await refBody(repository, ref))
}

async function updateRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${call.params['ref']}`
  const before = await call.repository.git.resolve(ref)
  if (before === null) return refused(422, 'Reference does not exist')
  return (await move(call, { ref, before, after: textOf(call.body['sha']) })) ?? ok(await refBody(call.repository, ref))
}

async function deleteRef(call: RepositoryCall): Promise<Reply> {
  const ref = `refs/${call.params['ref']}`
  const before = await call.repository.git.resolve(ref)
  if (before === null) return refused(422, 'Reference does not exist')
  return (await move(call, { ref, before, after: ZERO })) ?? empty
}

async function createTree({ repository: { git }, body }: RepositoryCall): Promise<Reply> {
  const base = textOf(body['base_tree'])
  const entries = new Map<string, string>()
  // The whole listing of the base, flat: git mktree wants one folder, the index takes paths.
  const listing = base === '' ? '' : await git.run(['ls-tree', '-r', '-z', '--full-tree', base])
  for (const row of listing.split('\0').filter((one) => one !== '')) {
    const [head = '', path = ''] = row.split('\t')
    const [mode, , sha] = head.split(' ')
    entries.set(path, `${mode} ${sha}\t${path}`)
  }
  for (const given of Array.isArray(body['tree']) ? (body['tree'] as readonly Json[]) : []) {
    const path = textOf(given['path'])
    if (given['sha'] === null) entries.delete(path)
    else
      entries.set(
        path,
        `${textOf(given['mode']) || '100644'} ${textOf(given['sha']) || (await git.run(['hash-object', '-w', '--stdin'], textOf(given['content'])))}\t${path}`,
      )
  }
  const sha = await treeOf(git, [...entries.values()])
  return sha === null ? refused(422, 'tree is invalid') : created(await treeBody(git, sha, false))
}

async function treeOf(git: Repository['git'], rows: readonly string[]): Promise<string | null> {
  const files: string[] = []
  const folders = new Map<string, string[]>()
  for (const row of rows) {
    const [head = '', path = ''] = row.split('\t')
    const [first = '', ...rest] = path.split('/')
    if (rest.length === 0) files.push(`${head.replace(' ', ` ${head.startsWith('160000') ? 'commit' : 'blob'} `)}\t${first}`)
    else folders.set(first, [...(folders.get(first) ?? []), `${head}\t${rest.join('/')}`])
  }
  for (const [name, inner] of folders) files.push(`040000 tree ${await treeOf(git, inner)}\t${name}`)
  return git.run(['mktree', '-z'], files.map((row) => `${row}\0`).join('')).catch(() => null)
}

async function treeBody(git: Repository['git'], sha: string, recursive: boolean): Promise<Json> {
  const listing = await git.run(['ls-tree', '-z', '-l', '--full-tree', ...(recursive ? ['-r', '-t'] : []), sha])
  const tree = listing
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const [head = '', path] = row.split('\t')
      const [mode, type, id, size] = head.split(/ +/)
      return { mode, type, sha: id, path, ...(type === 'blob' ? { size: Number(size), url: 'https://api.github.com/' } : {}) }
    })
  return { sha, truncated: false, tree }
}

async function commitBody({ git }: Repository, sha: string): Promise<Json> {
  const [tree = '', parents = '', name, email, date, ...message] = (await git.run(['show', '-s', '--format=%T%n%P%n%an%n%ae%n%aI%n%B', sha])).split('\n')
  const author = { name, email, date }
  return {
    sha,
    tree: { sha: tree },
    parents: parents
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => ({ sha: one })),
    message: message.join('\n').trim(),
    author,
    committer: author,
    verification: { verified: false, reason: 'unsigned' },
  }
}

async function createCommit({ repository, body }: RepositoryCall): Promise<Reply> {
  const parents = Array.isArray(body['parents']) ? body['parents'].map(String) : []
  const made = await repository.git
    .run(['commit-tree', textOf(body['tree']), ...parents.flatMap((one) => ['-p', one]), '-m', textOf(body['message'])])
    .catch(() => null)
  return made === null ? refused(422, 'Tree or parent does not exist') : created(await commitBody(repository, made))
}

async function contents({ repository: { git, defaultBranch }, params, query }: RepositoryCall): Promise<Reply> {
  const path = params['path'] ?? ''
  const ref = query.get('ref') ?? defaultBranch
  const commit = (await git.resolve(`refs/heads/${ref}`)) ?? (await git.resolve(`${ref}^{commit}`))
  const sha = commit === null ? null : await git.resolve(`${commit}:${path}`)
  if (sha === null) return missing
  const name = path.split('/').at(-1) ?? path
  if ((await git.run(['cat-file', '-t', sha])) === 'blob') {
    const bytes = await git.bytes(['cat-file', 'blob', sha])
    return ok({ type: 'file', encoding: 'base64', size: bytes.length, name, path, content: bytes.toString('base64'), sha })
  }
  const { tree } = await treeBody(git, sha, false)
  const kinds: Readonly<Record<string, string>> = { blob: 'file', tree: 'dir', commit: 'submodule' }
  return ok(
    (tree as readonly Json[]).map((entry) => ({
      type: kinds[String(entry['type'])],
      name: entry['path'],
      path: path === '' ? entry['path'] : `${path}/${String(entry['path'])}`,
      sha: entry['sha'],
      size: entry['size'] ?? 0,
    })),
  )
}

export const gitRoutes: Routes = {
  'GET /repos/{owner}/{repo}/git/ref/{ref}': onRepository('contents:read', async ({ repository, params }) => {
    const body = await refBody(repository, `refs/${params['ref']}`)
    return body === null ? missing : ok(body)
  }),
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': onRepository('contents:read', async ({ repository, params }) => {
    const names = (await repository.git.run(['for-each-ref', '--format=%(refname)'])).split('\n').filter((name) => name.startsWith(`refs/${params['ref']}`))
    return ok(await Promise.all(names.map((name) => refBody(repository, name))))
  }),
  'POST /repos/{owner}/{repo}/git/refs': onRepository('contents:write', createRef),
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': onRepository('contents:write', updateRef),
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': onRepository('contents:write', deleteRef),
  'POST /repos/{owner}/{repo}/git/blobs': onRepository('contents:write', async ({ repository: { git }, body }) => {
    const bytes = Buffer.from(textOf(body['content']), body['encoding'] === 'base64' ? 'base64' : 'utf8')
    return created({ sha: await git.run(['hash-object', '-w', '--stdin'], bytes), url: 'https://api.github.com/' })
  }),
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': onRepository('contents:read', async ({ repository: { git }, params }) => {
    const sha = params['file_sha'] ?? ''
    if (!SHA.test(sha) || (await git.resolve(`${sha}^{blob}`)) === null) return missing
    const bytes = await git.bytes(['cat-file', 'blob', sha])
    return ok({ sha, size: bytes.length, encoding: 'base64', content: bytes.toString('base64') })
  }),
  'POST /repos/{owner}/{repo}/git/trees': onRepository('contents:write', createTree),
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': onRepository('contents:read', async ({ repository: { git }, params, query }) => {
    const sha = await git.resolve(`${params['tree_sha']}^{tree}`)
    return sha === null ? missing : ok(await treeBody(git, sha, query.has('recursive')))
  }),
  'POST /repos/{owner}/{repo}/git/commits': onRepository('contents:write', createCommit),
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': onRepository('contents:read', async ({ repository, params }) => {
    const sha = params['commit_sha'] ?? ''
    return SHA.test(sha) && (await repository.git.resolve(`${sha}^{commit}`)) !== null ? ok(await commitBody(repository, sha)) : missing
  }),
  'GET /repos/{owner}/{repo}/contents/{path}': onRepository('contents:read', contents),
  'GET /repos/{owner}/{repo}/branches/{branch}': onRepository('contents:read', async ({ repository, params }) => {
    const name = params['branch'] ?? ''
    const sha = await repository.git.resolve(`refs/heads/${name}`)
    if (sha === null) return missing
    const isProtected = repository.protection.has(name)
    return ok({
      name,
      protected: isProtected,
      commit: { sha, commit: commitPart(await commitBody(repository, sha)), author: null, committer: null, parents: [] },
    })
  }),
}

/** Of a git commit what a branch shows beside it. */
const commitPart = ({ message, tree, author, committer, verification }: Json): Json => ({ message, tree, author, committer, verification })
