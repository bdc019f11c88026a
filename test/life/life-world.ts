import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INSTANT, type SigningWorld, signingWorld } from '../actions/signing-world.ts'
import { bundleActions } from '../support/bundles.ts'
import { type Outcome, startAction } from '../support/github/runner.ts'
import type { Json, Pull, Repository } from '../support/github/world.ts'

/** What the run of `check` or `review` was about, as `workflow_run` tells it. */
export interface Woken {
  readonly event: 'pull_request' | 'pull_request_review' | 'merge_group'
  readonly head: string
  readonly branch: string
  readonly repository: Repository
}

export interface Judged {
  readonly compute: Outcome
  readonly publish: Outcome | null
  readonly report: Json | null
  readonly conclusion: string | undefined
}

/** The world in which is signed and rendered, with what judges a pull request beside it. */
export interface LifeWorld extends SigningWorld {
  readonly room: string
  /** The advisory workflow, without a secret. */
  check(pull: Pull, at?: string): Promise<Outcome>
  /** Both jobs of the verdict. */
  judge(pull: Pull, at?: string): Promise<Judged>
  judgeGroup(woken: Pick<Woken, 'head' | 'branch'>, at?: string): Promise<Judged>
  /** Another commit on the branch of a request, by its author. */
  amend(pull: Pull, changes: Readonly<Record<string, string | null>>): Promise<void>
  /** The whole workflow `sign` for what main is at. */
  issue(at?: string): Promise<Outcome>
  watch(at: string): Promise<Outcome>
  /** The whole workflow of the CRL job. */
  refresh(at: string): Promise<Outcome>
  /** Render and deliver what main is at. */
  deploy(at: string): Promise<Outcome>
}

interface Handed {
  readonly file: string | undefined
  readonly digest: string | undefined
  readonly at: string
}

export async function lifeWorld(): Promise<LifeWorld> {
  const world = await signingWorld()
  const { github, repository, verdict } = world
  const room = await mkdtemp(join(tmpdir(), 'muhuri-life-'))
  await bundleActions(join(room, 'dist'), 'check', 'verdict')
  const start = async (
    name: string,
    event: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<{ outcome: Outcome; run: number; workspace: string }> => {
    const { workspace = await mkdtemp(join(room, 'work-')), run = String(github.world.nextId()), ...given } = inputs
    await mkdir(join(workspace, 'verdict'), { recursive: true })
    const outcome = await startAction({
      file: join(room, 'dist', `${name}.mjs`),
      github,
      repository,
      workspace,
      event: { name: event, payload: {} },
      env: { GITHUB_RUN_ID: run },
      inputs: { repository: 'hub/pilot', ...given },
    })
    return { outcome, run: Number(run), workspace }
  }
  const judge = async ({ event, head, branch, repository: from }: Woken, at: string): Promise<Judged> => {
    const shared = {
      event,
      'head-sha': head,
      'head-branch': branch,
      'head-owner': from.owner.login,
      'head-repository-id': String(from.id),
      report: 'verdict/report.json',
      'as-of': at,
    }
    const reading = github.people.workflowToken(repository, { contents: 'read', pull_requests: 'read' })
    const { outcome: compute, run, workspace } = await start('verdict', 'workflow_run', { ...shared, mode: 'compute', token: reading })
    const text = await readFile(join(workspace, 'verdict/report.json'), 'utf8').catch(() => null)
    const report = text === null ? null : (JSON.parse(text) as Json)
    if (compute.outputs['found'] !== 'true') return { compute, publish: null, report, conclusion: undefined }
    const app = { token: github.people.installationToken(verdict.installation), 'app-id': String(verdict.app.id) }
    const { outcome: publish } = await start('verdict', 'workflow_run', { ...shared, mode: 'publish', ...app, workspace, run: String(run) })
    return { compute, publish, report, conclusion: publish.outputs['conclusion'] }
  }
  const published = (sha: string, { file = '', digest = '', at }: Handed): Promise<Outcome> =>
    world.step(
      'sign',
      { step: 'publish', 'main-sha': sha, signed: file, digest, 'app-id': String(world.publisher.app.id) },
      { token: github.people.installationToken(world.publisher), at },
    )
  return {
    ...world,
    room,
    check: async (pull, at = INSTANT) =>
      (
        await start('check', 'pull_request', {
          'base-sha': await world.head('main'),
          'head-sha': pull.head,
          'pull-request': String(pull.number),
          'author-id': String(pull.issue.user.id),
          'merge-group': 'false',
          'as-of': at,
          token: github.people.workflowToken(repository, { contents: 'read' }),
        })
      ).outcome,
    judge: ({ head, headBranch, headRepository }, at = INSTANT) => judge({ event: 'pull_request', head, branch: headBranch, repository: headRepository }, at),
    judgeGroup: ({ head, branch }, at = INSTANT) => judge({ event: 'merge_group', head, branch, repository }, at),
    amend: async (pull, changes) => void (await github.repositories.commit(pull.headRepository, changes, { branch: pull.headBranch, by: pull.issue.user })),
    issue: async (at = INSTANT) => {
      const [sha, when] = [await world.head('main'), { 'as-of': at }]
      const resolved = await world.resolve(sha, when)
      if (resolved.code !== 0) return resolved
      const intended = await published(sha, { file: resolved.outputs['intended'], digest: resolved.outputs['digest'], at })
      if (intended.code !== 0 || resolved.outputs['count'] === '0') return intended
      const signed = await world.sign(sha, resolved, when)
      return signed.code === 0 ? published(sha, { file: signed.outputs['signed'], digest: signed.outputs['digest'], at }) : signed
    },
    watch: async (at) =>
      world.step(
        'watch',
        { 'main-sha': await world.head('main'), 'app-id': '15368' },
        { token: github.people.workflowToken(repository, { contents: 'read', issues: 'write' }), at },
      ),
    refresh: async (at) => {
      const sha = await world.head('main')
      const resolved = await world.resolve(sha, { 'crl-only': 'true', 'as-of': at })
      if (resolved.code !== 0 || resolved.outputs['count'] === '0') return resolved
      const signed = await world.sign(sha, resolved, { step: 'crl', 'as-of': at })
      return signed.code === 0 ? published(sha, { file: signed.outputs['signed'], digest: signed.outputs['digest'], at }) : signed
    },
    deploy: async (at) => {
      const sha = await world.head('main')
      const rendered = await world.render(sha, at)
      return rendered.code === 0 && rendered.outputs['changed'] === 'true' ? world.deliver(sha, rendered, { 'as-of': at }) : rendered
    },
    close: async () => {
      await rm(room, { recursive: true, force: true })
      await world.close()
    },
  }
}
