import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../../scripts/build.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { type Outcome, startAction } from '../support/github/runner.ts'
import type { CheckRun, Comment, Json, Pull, Repository, User } from '../support/github/world.ts'
import { AT, signOnce, smallEnvironment } from '../support/small-environment.ts'

export const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'

/** What woke the workflow, as `workflow_run` tells it. */
export interface Woken {
  readonly event: string
  readonly head: string
  readonly branch: string
  readonly repository: Repository
}

export interface VerdictWorld extends HubOnGitHub {
  /** A file of main. */
  text(path: string): string
  /** A pull request of Anna's, who owns greenbank, from her fork. */
  propose(branch: string, changes: Readonly<Record<string, string | null>>, by?: User): Promise<Pull>
  woken(pull: Pull, event?: string): Woken
  /** Both jobs of the workflow, one after the other. */
  judge(woken: Woken): Promise<Judged>
  /** The second job alone, with what `leave` puts where the artifact is unpacked. */
  publish(woken: Woken, leave: (place: ArtifactPlace) => Promise<void>): Promise<Outcome>
  approve(pull: Pull, by: User, event?: 'APPROVE' | 'REQUEST_CHANGES'): Promise<number>
  dismiss(pull: Pull, review: number): Promise<void>
  /** Of the App at that commit, newest last. */
  runs(head: string): readonly CheckRun[]
  comments(pull: Pull): readonly Comment[]
  close(): Promise<void>
}

/** Where the artifact of a run is. */
export interface ArtifactPlace {
  readonly path: string
  readonly run: number
}

export interface Judged {
  readonly compute: Outcome
  readonly publish: Outcome | null
  readonly report: Json | null
  readonly conclusion: string | undefined
}

/** A hub with two DFSPs on the stand-in, and the bundle of the actions. */
export async function verdictWorld(): Promise<VerdictWorld> {
  const small = await smallEnvironment(['greenbank', 'bluebank'])
  await signOnce(small)
  const profile = 'dfsps/greenbank/dfsp.yaml'
  const given = Object.fromEntries(small.folder.contents) as Readonly<Record<string, string>>
  const files = { ...given, [profile]: (given[profile] ?? '').replace('status: admitted', 'status: active') }
  const main = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('issued/')))
  const hub = await hubOnGitHub({ files: main })
  const { github, repository, verdict } = hub
  const issued = Object.entries(files).flatMap(([path, text]) => (path.startsWith('issued/') ? [[path.slice('issued/'.length), text] as const] : []))
  const gone = Object.keys(main).map((path) => [path, null] as const)
  await github.repositories.commit(repository, Object.fromEntries([...gone, ...issued]), { branch: 'issued' })
  const room = await mkdtemp(join(tmpdir(), 'muhuri-verdict-'))
  await build(join(room, 'dist'))

  const step = (woken: Woken, { mode, run, workspace }: { mode: string; run: number; workspace: string }, inputs: Readonly<Record<string, string>>) =>
    startAction({
      file: join(room, 'dist', 'verdict.mjs'),
      github,
      repository,
      workspace,
      event: { name: 'workflow_run', payload: {} },
      env: { GITHUB_RUN_ID: String(run) },
      inputs: {
        mode,
        event: woken.event,
        'head-sha': woken.head,
        'head-branch': woken.branch,
        'head-owner': woken.repository.owner.login,
        'head-repository-id': String(woken.repository.id),
        report: 'verdict/report.json',
        repository: 'hub/pilot',
        'as-of': AT.toISOString().replace('.000', ''),
        ...inputs,
      },
    })

  const place = async (): Promise<ArtifactPlace & { workspace: string }> => {
    const workspace = await mkdtemp(join(room, 'work-'))
    await mkdir(join(workspace, 'verdict'))
    return { workspace, path: join(workspace, 'verdict/report.json'), run: github.world.nextId() }
  }
  const publishing = (woken: Woken, at: { workspace: string; run: number }): Promise<Outcome> =>
    step(woken, { mode: 'publish', ...at }, { token: github.people.installationToken(verdict.installation), 'app-id': String(verdict.app.id) })
  const judge = async (woken: Woken): Promise<Judged> => {
    const at = await place()
    const token = github.people.workflowToken(repository, { contents: 'read', pull_requests: 'read' })
    const compute = await step(woken, { mode: 'compute', ...at }, { token })
    const text = await readFile(at.path, 'utf8').catch(() => null)
    const report = text === null ? null : (JSON.parse(text) as Json)
    if (compute.outputs['found'] !== 'true') return { compute, publish: null, report, conclusion: undefined }
    const publish = await publishing(woken, at)
    return { compute, publish, report, conclusion: publish.outputs['conclusion'] }
  }

  return {
    ...hub,
    text: (path) => main[path] ?? '',
    propose: async (branch, changes, by = hub.anna) => {
      const fork = by === hub.anna ? hub.fork : repository
      await github.repositories.commit(fork, changes, { branch, by })
      const head = `${fork.owner.login}:${branch}`
      const { data } = await hub.asUser(by).rest.pulls.create({ owner: 'hub', repo: 'pilot', head, base: 'main', title: branch, maintainer_can_modify: false })
      return repository.pulls.get(data.number) as Pull
    },
    woken: ({ head, headBranch, headRepository }, event = 'pull_request') => ({ event, head, branch: headBranch, repository: headRepository }),
    judge,
    publish: async (woken, leave) => {
      const at = await place()
      await leave(at)
      return publishing(woken, at)
    },
    approve: async ({ number }, by, event = 'APPROVE') =>
      (await hub.asUser(by).rest.pulls.createReview({ owner: 'hub', repo: 'pilot', pull_number: number, event, body: 'word' })).data.id,
    dismiss: async ({ number }, review) =>
      void (await hub.asUser(hub.admin).rest.pulls.dismissReview({ owner: 'hub', repo: 'pilot', pull_number: number, review_id: review, message: 'no' })),
    runs: (head) => [...repository.checkRuns.values()].filter((run) => run.head === head && run.app.id === verdict.app.id),
    comments: ({ number }) => [...repository.comments.values()].filter(({ issue }) => issue === number),
    close: async () => {
      await rm(room, { recursive: true, force: true })
      await github.close()
    },
  }
}
