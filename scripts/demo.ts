import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, styleText } from 'node:util'
import { $ } from 'zx'
import { type DemoSigner, rehearsal, type Step, storyWith } from './demo/story.ts'
import { missingTools, namespacesWork } from './setup.mjs'

/** Tells the story of one environment, from nothing to rehearsed gateways, in a folder of its own; nothing outside it is touched. */

const entry = fileURLToPath(new URL('muhuri.mjs', import.meta.url))
const { values, positionals } = parseArgs({ allowPositionals: true, options: { signer: { type: 'string', default: 'file' } } })
const home = resolve(positionals[0] ?? mkdtempSync(join(tmpdir(), 'muhuri-demo-')))
const shell = $({ nothrow: true, quiet: true, stdio: ['ignore', 'pipe', 'pipe'], env: environment() })

/** `muhuri` on PATH, an author of its own, and no configuration of whoever runs it. */
function environment(): NodeJS.ProcessEnv {
  const bin = join(home, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'muhuri'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`)
  chmodSync(join(bin, 'muhuri'), 0o755)
  const author = { GIT_AUTHOR_NAME: 'Demo', GIT_AUTHOR_EMAIL: 'demo@demo.example', GIT_COMMITTER_NAME: 'Demo', GIT_COMMITTER_EMAIL: 'demo@demo.example' }
  return {
    ...process.env,
    ...author,
    HOME: home,
    SOFTHSM2_CONF: join(home, 'token/softhsm2.conf'),
    GIT_CONFIG_NOSYSTEM: '1',
    PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function heading(text: string): void {
  print(`\n${styleText('bold', text)}`)
}

async function run(step: Step): Promise<void> {
  const prompt = step.folder === '.' ? '' : step.folder
  print(`\n${styleText('dim', `${prompt}$`)} ${step.command}`)
  const { stdout, stderr, exitCode } = await shell({ cwd: join(home, step.folder) })`sh -c ${step.command}`
  const expected = exitCode === (step.exit ?? 0)
  show(stderr + stdout, expected ? (step.lines ?? 0) : Number.POSITIVE_INFINITY)
  if (step.exit !== undefined && expected) print(styleText('dim', `(exit ${step.exit}, as it should)`))
  if (!expected) throw new Error(`exit ${exitCode}, expected ${step.exit ?? 0}: ${step.command}`)
}

function show(text: string, most: number): void {
  const lines = text.trimEnd().split('\n')
  if (text.trim() === '' || most === 0) return
  for (const line of lines.slice(0, most)) print(`  ${line}`)
  if (lines.length > most) print(`  … ${lines.length - most} lines more`)
}

async function rehearse(): Promise<void> {
  heading('The rehearsal: real traffic through what was rendered')
  const missing = missingTools().filter(({ needs }) => needs.includes('the rehearsal'))
  if (missing.length === 0 && namespacesWork()) return run(rehearsal)
  const why = missing.length > 0 ? `not installed: ${missing.map(({ apt }) => apt).join(', ')}` : 'network namespaces cannot be made here'
  print(`  NOT RUN: ${why}. Everything above ran; \`muhuri rehearse\` in ${join(home, 'hub')} does the rest where it can.`)
}

function conclude(startedAt: number): void {
  heading('The plan that the reviewer read')
  const [said = '', ...diffs] = readFileSync(join(home, 'plan.md'), 'utf8').split('<details>')
  show(said, Number.POSITIVE_INFINITY)
  if (diffs.length > 0) print('\n  … and each rendered file that changes, as a diff, in plan.md')
  heading('Where everything is')
  for (const [folder, what] of [
    ['hub', 'the environment repository, with issued/ inside'],
    ['rendered', 'what the Hub and each DFSP install'],
    ['gateways', 'what the DFSPs have installed of it'],
    ['keys', 'the private keys, never in the repository'],
    ['plan.md', 'the plan'],
  ] as const)
    print(`  ${join(home, folder)}  ${what}`)
  print(`\nDone in ${Math.round((Date.now() - startedAt) / 1000)} seconds.`)
}

function signer(): DemoSigner {
  if (values.signer !== 'file' && values.signer !== 'pkcs11') throw new Error(`"${values.signer}" given with --signer is not one of file, pkcs11`)
  return values.signer
}

async function tell(): Promise<void> {
  const startedAt = Date.now()
  print(`Everything happens in ${home}`)
  for (const [index, chapter] of storyWith(signer()).entries()) {
    heading(`${index + 1}. ${chapter.title}`)
    print(chapter.says)
    for (const step of chapter.steps) await run(step)
  }
  await rehearse()
  conclude(startedAt)
}

try {
  await tell()
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
