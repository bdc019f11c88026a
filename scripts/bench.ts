import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchEnvironment } from './bench/environment.ts'

/** How fast check and render are, as ratios to the least that the same work can cost on this machine, in one run. */

const { values } = parseArgs({
  options: { dfsps: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' }, anew: { type: 'boolean', default: false } },
})

interface Cost {
  readonly cpuMs: number
  readonly wallMs: number
}

interface Measured<T> {
  readonly result: T
  readonly peakMb: number
}

interface Work {
  readonly errors: number
  readonly files: number
  readonly certificates: number
  readonly keys: number
  readonly verifications: number
}

interface Rendering {
  readonly render: readonly Cost[]
  readonly stringify: readonly Cost[]
  readonly bytes: number
}

function measure<T>(kind: string, args: readonly string[]): Measured<T> {
  const script = fileURLToPath(new URL('bench/measure.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, kind, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`measuring ${kind} ended with ${status}\n${stderr}`)
  return JSON.parse(stdout) as Measured<T>
}

/** The run that cost least: what other processes on the machine take can only add. */
function least(costs: readonly Cost[]): Cost {
  const [first] = [...costs].sort((a, b) => a.cpuMs - b.cpuMs)
  if (first === undefined) throw new Error('nothing was measured')
  return first
}

function row(cells: readonly string[]): string {
  const [name = '', ...numbers] = cells
  return `${name.padEnd(34)}${numbers.map((cell) => cell.padStart(11)).join('')}\n`
}

function costCells(cost: Cost, base: Cost, peakMb: number | null): readonly string[] {
  return [
    `${cost.cpuMs.toFixed(0)} ms`,
    `${cost.wallMs.toFixed(0)} ms`,
    `${(cost.cpuMs / base.cpuMs).toFixed(2)} x`,
    peakMb === null ? '' : `${peakMb.toFixed(0)} MB`,
  ]
}

function run(scratch: string): void {
  const count = Number(values.dfsps)
  const environment = benchEnvironment(count, { anew: values.anew, note: (line) => void process.stderr.write(`bench: ${line}\n`) })
  const args = [environment.folder, environment.at.toISOString(), join(scratch, 'verifications.json')]
  const { result: work } = measure<Work>('count', args)
  if (work.errors > 0) throw new Error(`the environment has ${work.errors} errors; make it again with --anew`)
  const checks: Measured<Cost>[] = []
  const bares: Measured<Cost>[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    bares.push(measure<Cost>('bare', args))
    checks.push(measure<Cost>('check', args))
  }
  const rendering = measure<Rendering>('render', args)
  const [bare, check] = [least(bares.map(({ result }) => result)), least(checks.map(({ result }) => result))]
  const [stringify, render] = [least(rendering.result.stringify), least(rendering.result.render)]
  const peak = (runs: readonly Measured<Cost>[]): number => Math.max(...runs.map(({ peakMb }) => peakMb))
  process.stdout.write(
    `${count} DFSPs: ${work.files} files, ${work.certificates} certificates, ${work.keys} public keys, ${work.verifications} verifications\n\n`,
  )
  process.stdout.write(row(['', 'cpu', 'wall', 'ratio', 'peak']))
  process.stdout.write(row(['bare loop', ...costCells(bare, bare, peak(bares))]))
  process.stdout.write(row(['check', ...costCells(check, bare, peak(checks))]))
  process.stdout.write(row(['JSON.stringify of the model', ...costCells(stringify, stringify, null)]))
  process.stdout.write(row(['render, all Hub targets', ...costCells(render, stringify, rendering.peakMb)]))
}

const scratch = mkdtempSync(join(tmpdir(), 'muhuri-bench-'))
try {
  run(scratch)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
