import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, readCommands } from './runner-commands.ts'
import { readVariables } from './runner-files.ts'
import type { GitHubServer } from './server.ts'
import { fullName, type Json, type Repository, type User } from './world.ts'

/** One step of a job that runs a JavaScript action. */
export interface Step {
  /** The bundle: `dist/check.js`. */
  readonly file: string
  readonly github: GitHubServer
  readonly repository: Repository
  readonly inputs?: Readonly<Record<string, string>>
  readonly event: { readonly name: string; readonly payload: Json }
  readonly sha?: string
  readonly ref?: string
  readonly actor?: User
  /** What `permissions: id-token: write` or a step's `env:` adds. */
  readonly env?: Readonly<Record<string, string>>
  /** Commands that the action may print; any other fails the step. Default: what `@actions/core` prints for messages. */
  readonly commands?: readonly string[]
  /** A workspace that lasts from step to step; default: an empty one, removed afterwards. */
  readonly workspace?: string
}

export interface Outcome {
  readonly code: number | null
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** Variables and paths that it gave to the steps after it; a trustworthy action gives none. */
  readonly exported: Readonly<Record<string, string>>
  readonly paths: readonly string[]
  /** Markdown of the step summary. */
  readonly summary: string
  /** error, warning and notice, with file and line where they were given. */
  readonly annotations: readonly Command[]
  readonly commands: readonly Command[]
  readonly stdout: string
  readonly stderr: string
}

const MESSAGES = ['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask']
/** A hung action must not hang the run of all tests. */
const LONGEST = 120_000

/**
 * Runs a JavaScript action as GitHub's runner does: `node <file>` with inputs, event file and the runner's files, and nothing else
 * of this process's environment. Throws where stdout holds a workflow command that is not allowed: `::name` at the start of
 * a line, or `##[name]` anywhere in one, as the runner reads them.
 */
export async function startAction(step: Step): Promise<Outcome> {
  const home = await mkdtemp(join(tmpdir(), 'muhuri-runner-'))
  try {
    const environment = await prepare(step, home)
    const { code, stdout, stderr } = await launch(step.file, environment)
    const commands = readCommands(stdout)
    const allowed = new Set(step.commands ?? MESSAGES)
    const stray = commands.filter(({ name }) => !allowed.has(name))
    if (stray.length > 0)
      throw new Error(`the action printed workflow commands that it does not mean: ${stray.map(({ line }) => JSON.stringify(line)).join(', ')}`)
    const text = (name: string): Promise<string> => readFile(environment[name] ?? '', 'utf8')
    return {
      code,
      outputs: readVariables(await text('GITHUB_OUTPUT')),
      state: readVariables(await text('GITHUB_STATE')),
      exported: readVariables(await text('GITHUB_ENV')),
      paths: (await text('GITHUB_PATH')).split('\n').filter((line) => line !== ''),
      summary: await text('GITHUB_STEP_SUMMARY'),
      annotations: commands.filter(({ name }) => ['error', 'warning', 'notice'].includes(name)),
      commands,
      stdout,
      stderr,
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY']

/** The folders and files of a job, and the variables that name them. */
async function prepare({ github, repository, inputs = {}, event, sha, ref, actor, env = {}, workspace }: Step, home: string): Promise<Record<string, string>> {
  const folders = {
    GITHUB_WORKSPACE: workspace ?? join(home, 'work'),
    RUNNER_TEMP: join(home, 'temp'),
    RUNNER_TOOL_CACHE: join(home, 'tools'),
    HOME: join(home, 'home'),
  }
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  const files = Object.fromEntries(FILES.map((name) => [name, join(home, name.toLowerCase())]))
  for (const path of Object.values(files)) await writeFile(path, '')
  const eventPath = join(home, 'event.json')
  await writeFile(eventPath, JSON.stringify(event.payload))
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    ...folders,
    ...files,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/api/graphql`,
    GITHUB_REPOSITORY: fullName(repository),
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner.login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_SHA: sha ?? (await repository.git.resolve(`refs/heads/${repository.defaultBranch}`)) ?? '',
    GITHUB_REF: ref ?? `refs/heads/${repository.defaultBranch}`,
    GITHUB_REF_NAME: (ref ?? repository.defaultBranch).replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_ACTOR: actor?.login ?? repository.owner.login,
    GITHUB_ACTOR_ID: String(actor?.id ?? repository.owner.id),
    GITHUB_RUN_ID: String(github.world.nextId()),
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'job',
    GITHUB_WORKFLOW: event.name,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    // The runner puts an input's name in capitals and replaces spaces only.
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
    ...env,
  }
}

function launch(file: string, env: Readonly<Record<string, string>>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file], { env, cwd: env['GITHUB_WORKSPACE'], stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => out.push(part))
    child.stderr.on('data', (part: Buffer) => err.push(part))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }))
  })
}
