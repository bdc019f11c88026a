// The gate: types, lint, arch, unused, test, fresh. Stops at the first that fails; with --keep-going it runs all of them.
// Its last line counts: tests, and each step that failed beside them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STEPS = ['types', 'lint', 'arch', 'unused', 'test', 'fresh']

function npm(words) {
  return spawnSync('npm', words, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

/** Runs the README's test command; counts from vitest's own report, so that a run of no test at all cannot pass. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'muhuri-check-'))
  try {
    const report = join(folder, 'tests.json')
    const ok = npm(['test', '--silent', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
    return countTests(readReport(report), ok)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Counts of one run; a file that does not load is one failure, and so is a run that failed without a failed test. */
export function countTests(report, ok) {
  const files = report?.testResults ?? []
  const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length
  const passed = report?.numPassedTests ?? 0
  const skipped = files.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'))
  const failed = (report?.numFailedTests ?? 0) + broken
  return { passed, failed: failed === 0 && (!ok || passed === 0) ? 1 : failed, skipped: skipped.map(({ fullName }) => fullName) }
}

function main() {
  const keepGoing = process.argv.includes('--keep-going')
  const outcomes = new Map()
  let tests = { passed: 0, failed: 0, skipped: [] }
  for (const step of STEPS) {
    process.stdout.write(`\n== ${step}\n`)
    if (step === 'test') tests = runTests()
    const ok = step === 'test' ? tests.failed === 0 : npm(['run', '--silent', step])
    outcomes.set(step, ok)
    if (!ok && !keepGoing) break
  }
  return conclude(outcomes, tests)
}

function conclude(outcomes, tests) {
  const words = STEPS.map((step) => `${step} ${outcomes.has(step) ? (outcomes.get(step) ? 'ok' : 'FAILED') : 'not run'}`)
  const failedSteps = [...outcomes].filter(([step, ok]) => !ok && step !== 'test').length
  const failed = tests.failed + failedSteps
  const lines = ['', ...tests.skipped.map((name) => `skipped: ${name}`), words.join(', ')]
  const skipped = tests.skipped.length === 0 ? '' : `, ${tests.skipped.length} skipped`
  process.stdout.write(`${lines.join('\n')}\n${tests.passed} passed, ${failed} failed${skipped}\n`)
  // In CI nothing may be left out.
  return failed > 0 || (process.env.CI && tests.skipped.length > 0) ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main()
