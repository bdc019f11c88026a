import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { pastGrowth } from '../../../src/stages/past-growth.ts'
import { plan } from '../../../src/stages/plan.ts'
import { edited, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { temporaryFolder, writeFiles } from '../../support/folder.ts'
import { cli } from '../../support/run-cli.ts'
import { testWith } from '../../support/tools.ts'

const it = testWith('git')
const PATH = 'dfsps/greenbank/endpoints.yaml'
const SINGLE = '  - { cidr: 198.51.100.16/29, note: Data centre A }'

/** greenbank with so many networks of eight addresses; none: the file is not there. */
const eights = (count: number): string =>
  edited(PATH, SINGLE, Array.from({ length: count }, (_, index) => `  - { cidr: 198.51.100.${8 * index}/29 }`).join('\n'))[PATH]?.toString() ?? ''

const bytes = (count: number): Uint8Array | null => (count === 0 ? null : new TextEncoder().encode(eights(count)))

/** Growth of IPv4 over these steps of so many networks. */
function summed(...steps: readonly number[]): unknown {
  const commits = steps.slice(1).map((count, index) => ({
    commit: String(index),
    changes: [{ path: PATH, before: bytes(steps[index] ?? 0), after: bytes(count), letter: 'M' }],
  }))
  return pastGrowth(commits).dfsps.get('greenbank')?.[4]
}

it('sums what came, and sets nothing off against it', () => {
  expect(summed(1, 2, 3)).toEqual({ start: 8n, gained: 16n, last: 24n })
  expect(summed(1, 3, 1, 3)).toEqual({ start: 8n, gained: 32n, last: 24n })
  expect(summed(0, 2, 3)).toEqual({ start: 16n, gained: 8n, last: 24n })
})

it('remembers what was there when the file goes and comes back', () => {
  expect(summed(1, 0, 4)).toEqual({ start: 8n, gained: 24n, last: 32n })
})

it('reads nothing into a version that cannot be read', () => {
  const rubbish = { commit: '0', changes: [{ path: PATH, before: bytes(1), after: new TextEncoder().encode(': ['), letter: 'M' }] }
  expect(pastGrowth([rubbish]).dfsps.get('greenbank')?.[4]).toEqual({ start: 8n, gained: 0n, last: 8n })
})

it('trips a small step after others, and not without them', () => {
  const [base, head] = [4, 5].map((count) => sampleEnvironment({ files: { [PATH]: eights(count) } }))
  if (base === undefined || head === undefined) throw new Error('two')
  const past = pastGrowth([{ commit: '0', changes: [{ path: PATH, before: bytes(1), after: bytes(4), letter: 'M' }] }])
  const grown = (more: object): unknown => plan({ base, head, at: SAMPLE_AT, actor: 2001, ...more }).guards.filter(({ code }) => code === 'guard/grown')
  expect(grown({})).toEqual([{ code: 'guard/grown', scope: 'greenbank', value: 1.25, limit: 4, tripped: false }])
  expect(grown({ past })).toEqual([{ code: 'guard/grown', scope: 'greenbank', value: 5, limit: 4, tripped: true }])
})

interface Step {
  readonly count: number
  /** Day of November or December 2026, as the committer says. */
  readonly day: string
}

/** A repository whose main took these steps, each as the merge of a branch that was made long before; and a branch `change` with one more. */
function repository(steps: readonly Step[], last: number): string {
  const dir = temporaryFolder()
  const git = (day: string, ...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@pilot.example', ...words], {
      cwd: dir,
      stdio: 'pipe',
      env: { ...process.env, GIT_COMMITTER_DATE: `${day}T08:00:00Z`, GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z' },
    })
  git('2026-10-01', 'init', '--quiet', '--initial-branch=main')
  writeFiles(
    dir,
    [...sampleFiles()].filter(([path]) => !path.startsWith('issued/')),
  )
  git('2026-10-01', 'add', '.')
  git('2026-10-01', 'commit', '--quiet', '-m', 'base')
  const grow = (count: number, day: string): void => {
    writeFiles(dir, [[PATH, eights(count)]])
    git(day, 'commit', '--quiet', '-am', `${count} networks`)
  }
  for (const { count, day } of steps) {
    git('2020-01-01', 'checkout', '--quiet', '-b', `grow-${count}`)
    grow(count, '2020-01-01')
    git(day, 'checkout', '--quiet', 'main')
    git(day, 'merge', '--quiet', '--no-ff', '-m', 'merge', `grow-${count}`)
  }
  git('2026-11-23', 'checkout', '--quiet', '-b', 'change')
  grow(last, '2026-11-23')
  return dir
}

const STEPS: readonly Step[] = [
  { count: 2, day: '2026-11-02' },
  { count: 3, day: '2026-11-09' },
  { count: 4, day: '2026-11-16' },
]

async function grownIn(dir: string, asOf = '2026-11-23T12:00:00Z'): Promise<{ readonly guard: unknown; readonly err: string }> {
  const words = ['plan', '--git-dir', dir, '--base', 'main', '--head', 'change', '--actor', '2001', '--format', 'json', '--as-of', asOf]
  const { out, err } = await cli(dir, words)
  const guards = (JSON.parse(out) as { readonly guards: readonly { readonly code: string }[] }).guards
  return { guard: guards.filter(({ code }) => code === 'guard/grown')[0], err }
}

it('sees steps of many merges on different days, and lets them be after 30 days', async () => {
  const dir = repository(STEPS, 5)
  expect((await grownIn(dir)).guard).toMatchObject({ value: 5, tripped: true })
  expect((await grownIn(dir, '2026-12-31T12:00:00Z')).guard).toMatchObject({ value: 1.25, tripped: false })
})

it('is not deceived by a merge that is dated back', async () => {
  const dir = repository([...STEPS.slice(0, 2), { count: 4, day: '2019-01-01' }], 5)
  expect((await grownIn(dir)).guard).toMatchObject({ value: 5, tripped: true })
})

it('says where the clone does not reach back', async () => {
  const dir = repository(STEPS, 5)
  const shallow = temporaryFolder()
  execFileSync('git', ['clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${dir}`, shallow], { stdio: 'pipe' })
  execFileSync('git', ['branch', '--quiet', 'main', 'origin/main'], { cwd: shallow, stdio: 'pipe' })
  const { guard, err } = await grownIn(shallow)
  expect(err).toContain('the clone does not reach back 30 days')
  expect(guard).toBeDefined()
})
