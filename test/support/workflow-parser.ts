import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { parse } from 'yaml'
import { fetchedPackages } from './npm-cache.ts'

const VERSION = '0.3.61'

interface Problem {
  readonly message: string
}

interface Parser {
  parseWorkflow(
    file: { name: string; content: string },
    trace: object,
  ): { readonly context: { readonly errors: { getErrors(): readonly Problem[] } }; readonly value: unknown }
  convertWorkflowTemplate(context: unknown, root: unknown): Promise<{ readonly errors?: readonly { readonly Message: string }[] }>
  NoOperationTraceWriter: new () => object
}

interface Parts extends Parser {
  validate(document: unknown): Promise<readonly Problem[]>
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): unknown }
}

let parts: Promise<Parts> | null = null

/** What GitHub's own parser and language service find in a workflow file. */
export async function workflowProblems(name: string, content: string): Promise<readonly string[]> {
  parts ??= loaded()
  const parser = await parts
  const { context, value } = parser.parseWorkflow({ name, content }, new parser.NoOperationTraceWriter())
  const errors = context.errors.getErrors().map(({ message }) => message)
  const converted = value === undefined ? [] : ((await parser.convertWorkflowTemplate(context, value)).errors ?? []).map(({ Message }) => Message)
  const diagnostics = await parser.validate(parser.TextDocument.create(`file:///${name}`, 'yaml', 1, content))
  return [...errors, ...converted, ...diagnostics.map(({ message }) => message)]
}

const PARTS = [
  "export { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } from '@actions/workflow-parser'",
  "export { validate } from '@actions/languageservice'",
  "export { TextDocument } from 'vscode-languageserver-textdocument'",
]

/** Bundled first: their modules import JSON in a way that only some versions of Node take. */
async function loaded(): Promise<Parts> {
  const specs = ['@actions/workflow-parser', '@actions/languageservice'].map((name) => `${name}@${VERSION}`)
  const require = await fetchedPackages({ name: `workflow-parser-${VERSION}`, whole: specs })
  const [modules = ''] = require.resolve.paths('@actions/languageservice') ?? []
  const folder = await mkdtemp(join(tmpdir(), 'muhuri-parser-'))
  try {
    const outfile = join(folder, 'parser.mjs')
    await build({
      stdin: { contents: PARTS.join('\n'), resolveDir: dirname(modules) },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'silent',
    })
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Parts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export interface Job {
  readonly 'runs-on': string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string | { readonly name: string; readonly deployment?: boolean }
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly outputs?: Readonly<Record<string, string>>
  readonly steps: readonly {
    readonly id?: string
    readonly uses?: string
    readonly run?: string
    readonly with?: Readonly<Record<string, unknown>>
    readonly env?: Readonly<Record<string, unknown>>
  }[]
}

export interface Workflow {
  readonly name: string
  readonly text: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly concurrency?: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, Job>>
}

/** The workflows of an environment's folder, by file name. */
export function workflowsOf(environment: string): ReadonlyMap<string, Workflow> {
  const folder = join(environment, '.github', 'workflows')
  const texts = readdirSync(folder)
    .sort()
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)
  return new Map(texts.map(([file, text]) => [file, { ...(parse(text) as Workflow), text }]))
}
