import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { AuditProblem, AuditReport } from '../../src/model/audit.ts'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

/** A real repository with a past: a CSR that is gone, a DFSP that was renamed, a CA that was changed, a CRL that was made anew. */

const test = testWith('git')
let place: Workshop
const at = (path: string): string => join(place.directory, path)

function git(folder: string, ...args: readonly string[]): string {
  const { ok, output } = place.run('git', '-C', at(folder), '-c', 'user.name=Test', '-c', 'user.email=test@pilot.example', ...args)
  if (!ok) throw new Error(output)
  return output
}

async function run(line: string, asOf: string): Promise<void> {
  const { exit, out, err } = await cli(place.directory, words(`${line} --as-of ${asOf}`))
  if (exit !== 0) throw new Error(`muhuri ${line}: ${out}${err}`)
}

function commit(message: string): void {
  for (const folder of ['env', 'env/issued']) {
    git(folder, 'add', '--all', '.')
    if (git(folder, 'status', '--porcelain') !== '') git(folder, 'commit', '--quiet', '-m', message)
  }
}

async function step(line: string, asOf: string): Promise<void> {
  await run(line, asOf)
  commit(line)
}

async function audit(line: string): Promise<AuditReport> {
  const { exit, out, err } = await cli(place.directory, words(`audit ${line} --as-of 2027-01-10T00:00:00Z --format json`))
  if (out === '') throw new Error(err)
  const report: AuditReport = JSON.parse(out)
  expect(exit).toBe(report.ok ? 0 : 1)
  return report
}

const told = ({ problems }: AuditReport): readonly string[] => problems.map(({ code, path }: AuditProblem) => `${code} ${path}`)

beforeAll(async () => {
  place = workshop()
  const first = '2026-11-23T10:00:00Z'
  await run('init env --name pilot --tier sandbox --keys keys', first)
  await step('admit greenbank --dir env --name Green --country TZ --owner 1001 --role payer --currency TZS --keys keys', first)
  await step(
    'join greenbank --dir env --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 203.0.113.10 --keys bank',
    first,
  )
  await step('sign env --keys keys', first)
  await step('renew greenbank --dir env --what client --keys bank', '2026-12-01T10:00:00Z')
  rmSync(at('env/dfsps/greenbank/client/2026-11.csr'))
  const profile = at('env/dfsps/greenbank/dfsp.yaml')
  writeFileSync(profile, readFileSync(profile, 'utf8').replace('name: Green', 'name: Greener'))
  commit('Rename')
  await step('sign env --keys keys', '2026-12-01T11:00:00Z')
  await step('rotate ca --dir env --keys keys', '2026-12-02T10:00:00Z')
  await step('sign env --keys keys', '2026-12-02T11:00:00Z')
  await step('rotate ca --dir env --accept-unacknowledged', '2026-12-03T10:00:00Z')
  await step('sign env --reissue --keys keys', '2026-12-03T11:00:00Z')
  const [old = ''] = readdirSync(at('env/issued/certificates/greenbank'))
  await step(`revoke ${old.split('.')[1]} --dir env --reason superseded --by greenbank`, '2026-12-04T10:00:00Z')
  await step('sign env --crl-only --keys keys', '2026-12-04T11:00:00Z')
})
beforeEach(() => {
  for (const name of ['seen.git', 'work']) rmSync(at(name), { recursive: true, force: true })
  git('.', 'clone', '--quiet', '--bare', at('env/.git'), at('seen.git'))
})
afterAll(() => place.close())

/** What somebody who may push to the machine's branch does there. */
function attack(deeds: readonly ((folder: string) => void)[]): void {
  git('.', 'clone', '--quiet', '--branch', 'issued', at('seen.git'), at('work'))
  for (const deed of deeds) {
    deed(at('work'))
    git('work', 'add', '--all', '.')
    git('work', 'commit', '--quiet', '-m', 'Deed')
  }
  git('work', 'push', '--quiet', 'origin', 'issued')
}

const files = (folder: string, extension: string): readonly string[] =>
  readdirSync(join(folder, 'certificates/greenbank'))
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(folder, 'certificates/greenbank', name))

test('with the whole past at hand everything is derived again, byte for byte', async () => {
  const report = await audit('--git-dir seen.git --head main')

  expect(report).toMatchObject({ ok: true, problems: [], unchecked: [], checked: { certificates: 3, records: 3 } })
  expect(report.checked.commits).toBeGreaterThan(5)
  expect(await audit('env --git-dir env/.git')).toMatchObject({ ok: true, problems: [], unchecked: [] })
})

test('without it, what cannot be judged is said', async () => {
  const { ok, unchecked } = await audit('env')

  expect(ok).toBe(true)
  expect(unchecked.map(({ message }) => message.replace(/[0-9a-f]{64}/, '…').slice(0, 40)).sort()).toEqual([
    'Its request, "dfsps/greenbank/client/202',
    'No Git directory was given: whether some',
    'The environment.yaml that it was issued ',
    'The environment.yaml that it was issued ',
  ])
})

test('a certificate that was taken away and put back leaves its trace', async () => {
  let saved = ''
  attack([
    (folder) => {
      saved = readFileSync(files(folder, '.pem')[0] ?? '', 'utf8')
      rmSync(files(folder, '.pem')[0] ?? '')
    },
    (folder) => writeFileSync((files(folder, '.json')[0] ?? '').replace(/json$/, 'pem'), saved),
  ])
  const { problems } = await audit('--git-dir seen.git --head main')

  expect(problems).toMatchObject([
    {
      code: 'audit/append-only',
      path: expect.stringMatching(/^issued\/certificates\/greenbank\/2026-11\..*pem$/),
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    },
  ])
})

test('a record that vanished, or was changed after it was issued, is found', async () => {
  attack([(folder) => rmSync(files(folder, '.json')[0] ?? '')])
  expect(told(await audit('--git-dir seen.git --head main'))).toEqual([
    expect.stringMatching(/^audit\/append-only .*json$/),
    expect.stringMatching(/^audit\/ledger .*pem$/),
  ])

  rmSync(at('work'), { recursive: true })
  rmSync(at('seen.git'), { recursive: true })
  git('.', 'clone', '--quiet', '--bare', at('env/.git'), at('seen.git'))
  attack([
    (folder) => {
      const path = files(folder, '.json')[0] ?? ''
      writeFileSync(path, readFileSync(path, 'utf8').replace('"pullRequest": null', '"pullRequest": 7'))
    },
  ])
  expect(told(await audit('--git-dir seen.git --head main'))).toEqual([expect.stringMatching(/^audit\/append-only .*json$/)])
})

test('an older list in the place of a newer one is found', async () => {
  attack([(folder) => void writeFileSync(join(folder, 'crl/clients.pem'), git('work', 'show', 'HEAD~1:crl/clients.pem'))])

  expect(told(await audit('--git-dir seen.git --head main'))).toEqual(['audit/crl-number issued/crl/clients.pem'])
})

test('a branch that was rewritten is seen by whoever kept a folder of it', async () => {
  git('seen.git', 'update-ref', 'refs/heads/issued', 'issued~1')
  expect(told(await audit('env --git-dir seen.git --head main'))).toEqual([])
  rmSync(at('env/issued/crl/clients-2.pem'))

  expect(told(await audit('env --git-dir env/.git'))).toContain('audit/append-only issued/crl/clients-2.pem')

  git('env/issued', 'checkout', '--quiet', '.')
})

test('a repository without the branch, or none, is exit 2', async () => {
  git('seen.git', 'update-ref', '-d', 'refs/heads/issued')
  expect(await cli(place.directory, words('audit env --git-dir seen.git --head main'))).toMatchObject({ exit: 2 })
  expect(await cli(place.directory, words('audit env --git-dir keys'))).toMatchObject({ exit: 2 })
})
