import { MuhuriError } from '../../model/errors.ts'
import type { Annotation, CheckReport, GitHost, Report } from '../../ports/git-host.ts'
import type { Client } from './client.ts'
import { asked } from './refusal.ts'

type ReportCalls = Pick<GitHost, 'checks' | 'publishCheck' | 'publishComment' | 'publishIssue' | 'openIssues' | 'closeIssue'>

/** GitHub takes no more in one request; a later update adds. */
const ANNOTATIONS = 50
const LONGEST_COMMENT = 65_536

export function reportCalls(client: Client): ReportCalls {
  const { octokit, owner, repo } = client
  const at = { owner, repo }
  return {
    checks: async (head, name) => {
      const runs = await asked(
        'check runs',
        octokit.paginate(octokit.rest.checks.listForRef, { ...at, ref: head, check_name: name, filter: 'all', per_page: 100 }),
      )
      return runs.map(({ id, app, name: named, status, conclusion, external_id: externalId }) => ({
        id,
        app: app?.id ?? null,
        name: named,
        status,
        conclusion,
        externalId,
      }))
    },
    publishCheck: (report) => publishCheck(client, report),
    publishComment: (number, report) => publishComment(client, number, report),
    publishIssue: async ({ title, labels, ...report }) => {
      const body = bodyOf(report)
      const own = await ownIssue(client, report.marker)
      if (own === null) return (await asked('a new issue', octokit.rest.issues.create({ ...at, title, body, labels: [...labels] }))).data.number
      if (own.body !== body || own.title !== title)
        await asked(`issue ${own.number}`, octokit.rest.issues.update({ ...at, issue_number: own.number, title, body }))
      return own.number
    },
    openIssues: async (prefix) => (await ownIssues(client, prefix)).map(({ body }) => body.slice(0, Math.max(body.indexOf('\n'), 0))),
    closeIssue: async (marker) => {
      const own = await ownIssue(client, marker)
      if (own !== null) await asked(`issue ${own.number}`, octokit.rest.issues.update({ ...at, issue_number: own.number, state: 'closed' }))
    },
  }
}

async function publishCheck({ octokit, owner, repo, app }: Client, report: CheckReport): Promise<number> {
  const { name, head, externalId, conclusion, title, summary, text, annotations } = report
  const batches = Math.max(Math.ceil(annotations.length / ANNOTATIONS), 1)
  const outputOf = (batch: number): object => ({
    title,
    summary,
    text,
    annotations: annotations.slice(batch * ANNOTATIONS, (batch + 1) * ANNOTATIONS).map(annotationOf),
  })
  const fields = (batch: number): { readonly external_id: string; readonly output: never } => ({ external_id: externalId, output: outputOf(batch) as never })
  const concluded = { status: 'completed', conclusion } as const
  const at = { owner, repo }
  // An update can only add annotations, so what was judged anew gets a run of its own; the latest of an App is the one that counts.
  const first = batches === 1 ? concluded : ({ status: 'in_progress' } as const)
  const { data } = await asked('a check run', octokit.rest.checks.create({ ...at, name, head_sha: head, ...first, ...fields(0) }))
  if (app !== null && data.app?.id !== app) throw new MuhuriError('refused', `the check run belongs to App ${data.app?.id ?? 'none'}; expected App ${app}`)
  for (let batch = 1; batch < batches; batch += 1) {
    const state = batch === batches - 1 ? concluded : {}
    await asked('a check run', octokit.rest.checks.update({ ...at, check_run_id: data.id, ...state, ...fields(batch) }))
  }
  return data.id
}

const annotationOf = ({ path, line, level, title, message }: Annotation): object => ({
  path,
  start_line: line,
  end_line: line,
  annotation_level: level,
  title,
  message,
})

/** Ours: written through our App, or by our own account, and beginning with the marker. Anybody can write the marker. */
async function publishComment(client: Client, number: number, report: Report): Promise<number> {
  const { octokit, owner, repo } = client
  const at = { owner, repo }
  const body = bodyOf(report)
  const isOurs = await ownership(client)
  const comments = await asked(`comments of ${number}`, octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }))
  const own = comments.find((comment) => comment.body?.startsWith(report.marker) === true && isOurs(comment))
  if (own === undefined) return (await asked('a new comment', octokit.rest.issues.createComment({ ...at, issue_number: number, body }))).data.id
  if (own.body !== body) await asked(`comment ${own.id}`, octokit.rest.issues.updateComment({ ...at, comment_id: own.id, body }))
  return own.id
}

interface Written {
  readonly user?: { readonly id: number } | null
  readonly performed_via_github_app?: { readonly id: number } | null
}

async function ownership({ octokit, app }: Client): Promise<(written: Written) => boolean> {
  if (app !== null) return ({ performed_via_github_app: via }) => via?.id === app
  const { id } = (await asked('the account of the token', octokit.rest.users.getAuthenticated())).data
  return ({ user, performed_via_github_app: via }) => user?.id === id && (via === null || via === undefined)
}

interface OwnIssue {
  readonly number: number
  readonly title: string
  readonly body: string
}

async function ownIssue(client: Client, marker: string): Promise<OwnIssue | null> {
  return (await ownIssues(client, marker))[0] ?? null
}

async function ownIssues(client: Client, prefix: string): Promise<readonly OwnIssue[]> {
  const { octokit, owner, repo } = client
  const isOurs = await ownership(client)
  const issues = await asked('open issues', octokit.paginate(octokit.rest.issues.listForRepo, { owner, repo, state: 'open', per_page: 100 }))
  const found = issues.filter((issue) => issue.pull_request === undefined && issue.body?.startsWith(prefix) === true && isOurs(issue as Written))
  return found.map(({ number, title, body }) => ({ number, title, body: body ?? '' }))
}

function bodyOf({ marker, body }: Report): string {
  const whole = `${marker}\n${body}`
  if (whole.length > LONGEST_COMMENT) throw new MuhuriError('bug', `a comment has ${whole.length} characters; GitHub takes ${LONGEST_COMMENT}`)
  return whole
}
