import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { error, getInput, info, notice, setFailed, setOutput, setSecret, summary, warning } from '@actions/core'
import { MuhuriError } from '../src/model/errors.ts'
import { parseInstant } from '../src/model/time.ts'
import { visible } from '../src/report/visible.ts'

/** What an action gets from the step that runs it. Every byte that it prints goes through here. */
export interface Job {
  /** An input of action.yml; empty where it was not given. */
  input(name: string): string
  required(name: string): string
  flag(name: string): boolean
  /** An input of 40 (or 64) hex digits: a commit, never a branch. */
  commit(name: string): string
  /** A numeric id, or null where it was not given. */
  id(name: string): number | null
  /** `as-of`, else the clock. */
  readonly at: Date
  /** Removed when the job ends. */
  readonly temporary: string
  readonly workspace: string
  readonly env: Readonly<Record<string, string | undefined>>
  output(name: string, value: string): void
  /** Appends to the step summary, cut to what GitHub takes. */
  summary(markdown: string): Promise<void>
  annotate(annotation: StepAnnotation): void
  /** A line in the log. */
  say(line: string): void
  /** What is masked wherever it would be printed. */
  secret(value: string): void
  /** Ends the step as failed, after everything else. */
  fail(reason: string): void
}

export interface StepAnnotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly title: string
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

const ANNOTATE = { error, warning, notice } as const

/** GitHub takes 1 MiB of summary from a step. */
const MOST_SUMMARY = 1_000_000

/**
 * Runs an action: refusals and bugs become one error line and a failed step, never a stack of somebody else's text. Nothing that
 * the action did not make itself can become a workflow command: lines are made visible, and begin with a word of ours.
 */
export async function runAction(run: (job: Job) => Promise<void>): Promise<void> {
  try {
    await run(await jobOf(process.env))
  } catch (error) {
    setFailed(
      safe(error instanceof MuhuriError ? told(error) : `this is a bug of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    )
  }
}

const told = ({ message, hint }: MuhuriError): string => (hint === null ? message : `${message} (hint: ${hint})`)

/** `##[name]` is a command anywhere in a line (the runner's second syntax); `::name` only where it begins. */
const safe = (text: string): string => visible(text, 8000).replaceAll('##[', '## [')

async function jobOf(env: NodeJS.ProcessEnv): Promise<Job> {
  const input = (name: string): string => getInput(name)
  return {
    input,
    required: (name) => requiredInput(name, input(name)),
    flag: (name) => flagInput(name, input(name)),
    commit: (name) => commitInput(name, input(name)),
    id: (name) => idInput(name, input(name)),
    at: instantInput(input('as-of')),
    temporary: await realpath(env['RUNNER_TEMP'] ?? '/tmp'),
    workspace: resolve(env['GITHUB_WORKSPACE'] ?? '.'),
    env,
    output: (name, value) => setOutput(name, value),
    summary: async (markdown) => void (await summary.addRaw(cut(markdown), true).write()),
    annotate: ({ level, message, title, file, line, column }) =>
      ANNOTATE[level](safe(message), {
        title: safe(title),
        file: safe(file),
        ...(line === null ? {} : { startLine: line }),
        ...(column === null ? {} : { startColumn: column }),
      }),
    say: (line) => info(`muhuri: ${safe(line)}`),
    secret: (value) => setSecret(value),
    fail: (reason) => setFailed(safe(reason)),
  }
}

function cut(markdown: string): string {
  return Buffer.byteLength(markdown) <= MOST_SUMMARY ? markdown : `${markdown.slice(0, MOST_SUMMARY / 4)}\n\nThe rest does not fit here.\n`
}

function requiredInput(name: string, value: string): string {
  if (value === '') throw new MuhuriError('usage', `the input "${name}" is missing`)
  return value
}

function flagInput(name: string, value: string): boolean {
  if (value === '' || value === 'false') return false
  if (value === 'true') return true
  throw new MuhuriError('usage', `the input "${name}" is "${value}"; expected true or false`)
}

function commitInput(name: string, value: string): string {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(requiredInput(name, value)))
    throw new MuhuriError('usage', `the input "${name}" is "${value}"; expected the 40 hex digits of a commit`)
  return value
}

function idInput(name: string, value: string): number | null {
  if (value === '') return null
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new MuhuriError('usage', `the input "${name}" is "${value}"; expected a numeric id`)
  return Number(value)
}

function instantInput(value: string): Date {
  const at = value === '' ? new Date() : parseInstant(value)
  if (at === null) throw new MuhuriError('usage', `the input "as-of" is "${value}"; expected an instant such as 2026-11-23T10:00:00Z`)
  return at
}
