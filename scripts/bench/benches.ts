import { join } from 'node:path'
import { type Cost, least } from './cost.ts'
import { benchEnvironment } from './environment.ts'
import { measured } from './measured.ts'
import type { ReissueCosts } from './reissue.ts'
import { ms, type Row } from './row.ts'

export interface BenchOptions {
  /** In the place of each bench's own size, or null. */
  readonly size: number | null
  readonly rounds: number
  /** An empty folder. */
  readonly scratch: string
  note(line: string): void
}

type Bench = (options: BenchOptions) => readonly Row[]

/** How many DFSPs each is measured with by itself. */
export const SIZE = { check: 1000, reissue: 10_000, checks: 1000 }

/** What can be measured, by name, in the order of the table. Aims are those of the size that each has by itself. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  check,
  render,
  issue: ({ size, rounds }) => ['p256', 'rsa2048'].flatMap((kind) => rowsOf('issue', [kind], { size, rounds, own: 500 })),
  reissue,
  paths: ({ size, rounds, scratch }) => rowsOf('paths', [scratch], { size, rounds, own: 2000 }),
  crl: ({ size, rounds }) => rowsOf('crl', [], { size, rounds, own: 20_000 }),
  checks: fullChecks,
}

/** Rows of a measurement that takes its size and the number of rounds last; of another size than its own they have no aim. */
function rowsOf(
  kind: string,
  args: readonly string[],
  { size, rounds, own }: { readonly size: number | null; readonly rounds: number; readonly own: number },
): readonly Row[] {
  const { result } = measured<readonly Row[]>(kind, [...args, String(size ?? own), String(rounds)])
  return size === null ? result : result.map(({ aim: _aim, ...row }) => row)
}

/** The row with that aim, where the size is the one that it was set for. */
const aimed = (row: Row, { size }: BenchOptions, aim: NonNullable<Row['aim']>): Row => (size === null ? { ...row, aim } : row)

interface Work {
  readonly errors: number
  readonly files: number
  readonly certificates: number
  readonly keys: number
  readonly verifications: number
}

function madeEnvironment(options: BenchOptions): readonly [args: readonly string[], count: number] {
  const count = options.size ?? SIZE.check
  const { folder, at } = benchEnvironment(count, options)
  return [[folder, at.toISOString(), join(options.scratch, 'verifications.json')], count]
}

function check(options: BenchOptions): readonly Row[] {
  const [args, count] = madeEnvironment(options)
  const { result: work } = measured<Work>('count', args)
  if (work.errors > 0) throw new Error(`the environment has ${work.errors} errors; make it again with --anew`)
  options.note(`${count} DFSPs: ${work.files} files, ${work.certificates} certificates, ${work.keys} public keys, ${work.verifications} verifications`)
  const [ours, bare] = [[] as Cost[], [] as Cost[]]
  for (let round = 0; round < options.rounds; round++) {
    bare.push(measured<Cost>('bare', args).result)
    ours.push(measured<Cost>('check', args).result)
  }
  const [own, base] = [least(ours).cpuMs, least(bare).cpuMs]
  const row = { name: `check of ${count} DFSPs`, ours: ms(own), baseline: `${ms(base)} bare loop of crypto`, ratio: own / base }
  return [aimed(row, options, { kind: 'most', value: 2 })]
}

interface Rendering {
  readonly render: readonly Cost[]
  readonly stringify: readonly Cost[]
}

function render(options: BenchOptions): readonly Row[] {
  const [args, count] = madeEnvironment(options)
  const { result } = measured<Rendering>('render', args)
  const [own, base] = [least(result.render).cpuMs, least(result.stringify).cpuMs]
  return [{ name: `render for ${count} DFSPs, all targets`, ours: ms(own), baseline: `${ms(base)} JSON.stringify of the model`, ratio: own / base }]
}

/** The file of a world of that size, made in a process of its own. */
function world(size: number, scratch: string): string {
  const path = join(scratch, `world-${size}.json`)
  measured('world', [path, String(size)])
  return path
}

function reissue(options: BenchOptions): readonly Row[] {
  const size = options.size ?? SIZE.reissue
  const path = world(size, options.scratch)
  const runs = Array.from({ length: Math.min(options.rounds, 2) }, () => measured<ReissueCosts>('reissue', [path]).result)
  const [own, base] = [least(runs.map(({ ours }) => ours)).cpuMs, least(runs.map(({ bare }) => bare)).cpuMs]
  const row = { name: `reissue for ${size} DFSPs`, ours: ms(own), baseline: `${ms(base)} bare signatures`, ratio: own / base }
  return [aimed(row, options, { kind: 'most', value: 5 })]
}

const LIMIT_MS = 10_000

function fullChecks(options: BenchOptions): readonly Row[] {
  const size = options.size ?? SIZE.checks
  const path = world(size, options.scratch)
  const row = (name: string, kind: string, argument: string): Row => {
    const { cpuMs } = least(Array.from({ length: options.rounds }, () => measured<Cost>(kind, [argument]).result))
    return { name, ours: ms(cpuMs), baseline: ms(LIMIT_MS), ratio: cpuMs / LIMIT_MS }
  }
  return [
    aimed(row(`full checks, ${size} CSRs + ${size} certs`, 'checks', path), options, { kind: 'most', value: 1 }),
    row(`quality of ${size} RSA keys`, 'quality', String(size)),
  ]
}
