import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const test = testWith('git')
let place: Workshop
const at = (path: string): string => join(place.directory, path)
const run = (line: string) => cli(place.directory, words(`${line} --as-of 2026-11-23T10:00:00Z --format json`))

function git(...args: readonly string[]): string {
  const { ok, output } = place.run('git', '-C', at('env'), '-c', 'user.name=Test', '-c', 'user.email=test@pilot.example', ...args)
  if (!ok) throw new Error(output)
  return output.trim()
}

beforeAll(async () => {
  place = workshop()
  await run('init env --name pilot --tier sandbox --keys keys')
  await run('admit greenbank --dir env --name Green --country TZ --owner 1001 --role payer --currency TZS --keys keys')
  await run('join greenbank --dir env --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 203.0.113.10 --keys bank')
  place.run('git', 'init', '--quiet', '--bare', '-b', 'main', at('remote.git'))
  git('remote', 'add', 'origin', at('remote.git'))
  git('add', '.')
  git('commit', '--quiet', '-m', 'Join')
})
afterAll(() => place.close())

test.each([
  ['client', 'renew-greenbank-client-2026-11-2', ['dfsps/greenbank/client/2026-11-2.csr', 'dfsps/greenbank/proofs/client-2026-11-2.json']],
  ['server', 'renew-greenbank-server-2026-11-2', ['dfsps/greenbank/proofs/server-2026-11-2.json', 'dfsps/greenbank/server/2026-11-2.pem']],
  [
    'jws',
    'renew-greenbank-jws-2026-11-2',
    [
      'dfsps/greenbank/jws/2026-11-2.pem',
      'dfsps/greenbank/jws/2026-11-2.yaml',
      'dfsps/greenbank/jws/2026-11.yaml',
      'dfsps/greenbank/proofs/jws-2026-11-2.json',
    ],
  ],
])('the renewal of %s is one commit on a branch of its own, and the DFSP may merge it by itself', async (what, branch, paths) => {
  git('checkout', '--quiet', 'main')
  const { exit, out } = await run(`renew greenbank --dir env --what ${what} --keys bank --push origin`)

  expect([exit, JSON.parse(out)]).toMatchObject([0, { branch, commit: git('rev-parse', branch), next: [`open a pull request from ${branch}`] }])
  expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual(paths)
  expect(git('log', '--format=%s', `main..${branch}`)).toBe('Renew greenbank')
  expect(place.run('git', '-C', at('remote.git'), 'rev-parse', branch).output.trim()).toBe(git('rev-parse', branch))
  expect(git('status', '--porcelain')).toBe('')
  const checked = await run(`check --git-dir env/.git --base main --head ${branch} --actor 1001`)
  expect(JSON.parse(checked.out)).toMatchObject({ verdict: 'pass' })
})

test('what is not on the base cannot be renewed there', async () => {
  git('checkout', '--quiet', 'main')
  await run('admit redbank --dir env --name Red --country TZ --owner 1002 --keys keys')

  expect(await run('renew redbank --dir env --what client --keys red --commit')).toMatchObject({ exit: 2, out: '' })
})
