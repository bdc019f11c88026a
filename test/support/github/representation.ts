import { approved, effectiveRules } from './rules.ts'
import {
  type App,
  type CheckRun,
  type Comment,
  fullName,
  type Installation,
  type Issue,
  type Json,
  type Pull,
  type Repository,
  type Review,
  type Team,
  type User,
  type World,
} from './world.ts'

/** How GitHub shows what the stand-in keeps: what is known here; the description's other required fields are filled in later. */

export const userBody = ({ id, login, type }: User): Json => ({ id, login, type, site_admin: false, node_id: `U_${id}` })

export const appBody = ({ id, slug, name }: App): Json => ({ id, slug, name, node_id: `A_${id}`, permissions: {}, events: [] })

export const teamBody = ({ id, slug }: Team): Json => ({ id, slug, name: slug, node_id: `T_${id}` })

export const installationBody = ({ id, app, account, permissions }: Installation): Json => ({
  id,
  app_id: app.id,
  app_slug: app.slug,
  account: userBody(account),
  permissions,
  repository_selection: 'selected',
})

export const repositoryBody = (repository: Repository): Json => ({
  id: repository.id,
  node_id: `R_${repository.id}`,
  name: repository.name,
  full_name: fullName(repository),
  owner: userBody(repository.owner),
  private: repository.private,
  visibility: repository.private ? 'private' : 'public',
  default_branch: repository.defaultBranch,
  fork: repository.parent !== null,
  archived: false,
})

export const labelBody = (label: Json): Json => ({ id: 1, color: 'ededed', default: false, description: null, ...label })

export const issueBody = (repository: Repository, issue: Issue): Json => ({
  id: repository.id * 1_000 + issue.number,
  number: issue.number,
  title: issue.title,
  body: issue.body,
  state: issue.state,
  user: userBody(issue.user),
  labels: issue.labels.map((name) => labelBody({ name })),
  created_at: issue.createdAt,
  performed_via_github_app: issue.app === null ? null : appBody(issue.app),
  ...(repository.pulls.has(issue.number) ? { pull_request: { url: `https://api.github.com/repos/${fullName(repository)}/pulls/${issue.number}` } } : {}),
})

export const commentBody = ({ id, user, body, app, createdAt, updatedAt }: Comment): Json => ({
  id,
  user: userBody(user),
  body,
  created_at: createdAt,
  updated_at: updatedAt,
  performed_via_github_app: app === null ? null : appBody(app),
})

export const reviewBody = ({ id, user, body, state, commit, submittedAt }: Review): Json => ({
  id,
  user: userBody(user),
  body,
  state,
  commit_id: commit,
  submitted_at: submittedAt,
})

/** A pull request as a list shows it. */
export const pullSummary = (repository: Repository, pull: Pull): Json => ({
  id: repository.id * 1_000 + pull.number,
  number: pull.number,
  state: pull.issue.state,
  title: pull.issue.title,
  body: pull.issue.body,
  user: userBody(pull.issue.user),
  labels: pull.issue.labels.map((name) => labelBody({ name })),
  draft: pull.draft,
  merge_commit_sha: pull.mergeCommit,
  merged_at: pull.merged?.at ?? null,
  created_at: pull.issue.createdAt,
  head: {
    ref: pull.headBranch,
    sha: pull.head,
    label: `${pull.headRepository.owner.login}:${pull.headBranch}`,
    repo: repositoryBody(pull.headRepository),
    user: userBody(pull.headRepository.owner),
  },
  base: { ref: pull.base, sha: '', label: `${repository.owner.login}:${pull.base}`, repo: repositoryBody(repository), user: userBody(repository.owner) },
})

/** A pull request alone, with what GitHub works out for it. */
export async function pullBody(world: World, repository: Repository, pull: Pull): Promise<Json> {
  const summary = await pullListed(repository, pull)
  const rule = effectiveRules(repository, pull.base).find(({ type }) => type === 'pull_request')
  const isApproved = rule === undefined || approved(world, repository, { pull, parameters: rule.parameters ?? {} })
  return {
    ...summary,
    merged: pull.merged !== null,
    merged_by: pull.merged === null ? null : userBody(pull.merged.by),
    mergeable: pull.merged === null ? pull.mergeCommit !== null : null,
    mergeable_state: pull.mergeCommit === null ? 'dirty' : isApproved ? 'clean' : 'blocked',
    maintainer_can_modify: pull.maintainerCanModify,
    changed_files: (await changedFiles(repository, pull)).length,
  }
}

export async function pullListed(repository: Repository, pull: Pull): Promise<Json> {
  const summary = pullSummary(repository, pull)
  const sha = pull.merged === null ? await repository.git.resolve(`refs/heads/${pull.base}`) : await repository.git.resolve(`${pull.merged.commit}^1`)
  return { ...summary, base: { ...(summary['base'] as Json), sha } }
}

/** What the head changes since it left the base; `status` as GitHub says it. Renames are found, as GitHub finds them. */
export async function changedFiles(repository: Repository, pull: Pull): Promise<readonly Json[]> {
  const base = pull.merged === null ? `refs/heads/${pull.base}` : `${pull.merged.commit}^1`
  const listing = await repository.git.run(['diff', '--raw', '-z', '--no-abbrev', '-M', `${base}...refs/pull/${pull.number}/head`])
  const fields = listing.split('\0')
  const files: Json[] = []
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , , sha = '', letter = ''] = (fields[at] ?? '').split(' ')
    const isRename = letter.startsWith('R')
    const filename = fields[at + (isRename ? 2 : 1)]
    const status = { A: 'added', D: 'removed', R: 'renamed' }[letter[0] ?? ''] ?? 'modified'
    files.push({ sha, filename, status, ...(isRename ? { previous_filename: fields[at + 1] } : {}), additions: 0, deletions: 0, changes: 0 })
    at += isRename ? 3 : 2
  }
  return files
}

export const checkRunBody = ({ id, app, head, fields }: CheckRun): Json => ({
  id,
  head_sha: head,
  app: appBody(app),
  name: fields['name'],
  status: fields['status'] ?? 'queued',
  conclusion: fields['conclusion'] ?? null,
  external_id: fields['external_id'] ?? null,
  details_url: fields['details_url'] ?? null,
  html_url: fields['html_url'] ?? null,
  started_at: fields['started_at'] ?? null,
  completed_at: fields['completed_at'] ?? null,
  output: outputBody(fields['output'] as Json | undefined),
})

function outputBody(output: Json = {}): Json {
  const { annotations, images, ...shown } = output
  return { title: null, summary: null, text: null, ...shown, annotations_count: Array.isArray(annotations) ? annotations.length : 0 }
}
