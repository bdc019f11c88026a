import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const AS_OF = '--as-of 2026-11-23T10:00:00Z'
let place: Workshop

const at = (folder: string): string => join(place.directory, folder)
const run = (folder: string, line: string) => cli(at(folder), words(`${line} ${AS_OF}`))
const json = async (folder: string, line: string) => JSON.parse((await run(folder, `${line} --format json`)).out)

function git(folder: string, ...args: readonly string[]): string {
  const { ok, output } = place.run('git', '-C', at(folder), '-c', 'user.name=Test', '-c', 'user.email=test@pilot.example', ...args)
  if (!ok) throw new Error(output)
  return output
}

const test = testWith('git', 'openssl')

beforeAll(() => {
  place = workshop()
})
afterAll(() => place.close())

test('an environment goes from nothing to issued certificates that openssl accepts', async () => {
  const init = await run('.', 'init hub --name pilot --tier sandbox --keys keys/hub')
  expect(init).toMatchObject({ exit: 0, err: '' })
  git('hub', 'init', '--quiet', '--bare', '-b', 'main', at('remote.git'))
  git('hub', 'remote', 'add', 'origin', at('remote.git'))
  git('hub', 'push', '--quiet', 'origin', 'main', 'issued')

  for (const [id, owner] of [
    ['greenbank', 1001],
    ['bluebank', 1002],
  ] as const) {
    expect(
      await run('hub', `admit ${id} --dir . --name ${id} --country TZ --owner ${owner} --role payer --role payee --currency TZS --keys ../keys/hub`),
    ).toMatchObject({ exit: 0 })
  }
  git('hub', 'add', '.')
  git('hub', 'commit', '--quiet', '-m', 'Admit two DFSPs')
  git('hub', 'push', '--quiet', 'origin', 'main')

  for (const [id, egress, address] of [
    ['greenbank', '198.51.100.16/29', '198.51.100.24'],
    ['bluebank', '203.0.113.32/29', '203.0.113.40'],
  ] as const) {
    git('.', 'clone', '--quiet', at('remote.git'), at(id))
    const joined = await json(
      id,
      `join ${id} --dir . --egress ${egress} --callback https://mojaloop.${id}.example:8443/fspiop --callback-address ${address} --keys ../keys/${id} --push origin`,
    )
    expect(joined).toMatchObject({ branch: `join-${id}`, commit: expect.stringMatching(/^[0-9a-f]{40}\s*$/) })
    expect(git(id, 'status', '--porcelain')).toBe('')
  }

  git('hub', 'fetch', '--quiet', 'origin')
  for (const [id, owner] of [
    ['greenbank', 1001],
    ['bluebank', 1002],
  ] as const) {
    expect(await json('hub', `check --git-dir .git --base main --head origin/join-${id} --actor ${owner}`)).toMatchObject({
      verdict: 'hub-review',
      findings: [],
    })
  }
  for (const id of ['greenbank', 'bluebank']) git('hub', 'merge', '--quiet', '--no-ff', '-m', `Merge ${id}`, `origin/join-${id}`)

  const signed = await json('hub', 'sign . --keys ../keys/hub')
  expect(signed).toMatchObject({ version: 1, healed: [], crls: [], refused: [] })
  expect(signed.issued.map(({ dfsp }: { dfsp: string }) => dfsp)).toEqual(['bluebank', 'greenbank'])
  expect(await json('hub', 'sign . --keys ../keys/hub')).toEqual({ version: 1, issued: [], healed: [], crls: [], refused: [] })
  for (const { path, serial } of signed.issued) {
    expect(
      place.run(
        'openssl',
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-attime',
        '1795428000',
        '-CAfile',
        at('hub/hub/ca/root.pem'),
        '-untrusted',
        at('hub/hub/ca/clients.pem'),
        at(`hub/${path}`),
      ),
    ).toMatchObject({ ok: true })
    const record = JSON.parse(readFileSync(at(`hub/${path.replace(/pem$/, 'json')}`), 'utf8'))
    expect(record).toMatchObject({ state: 'issued', serial, sourceCommit: git('hub', 'rev-parse', 'HEAD').trim() })
  }
  expect(await json('hub', 'check')).toMatchObject({ verdict: 'pass', findings: [] })
})

test('keys are made outside the repository, readable by their owner alone', () => {
  const folder = at('keys/greenbank')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder).sort()).toEqual(['greenbank-ca.key', 'greenbank-client-2026-11.key', 'greenbank-jws-2026-11.key', 'greenbank-server-2026-11.key'])
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(folder, 'greenbank-jws-2026-11.key'), 'utf8')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/)
})

test('issued is an orphan branch, and main does not see its folder', () => {
  expect(git('hub', 'log', '--format=%s', 'refs/heads/issued').trim().split('\n')).toEqual(['Issue the first CRLs', 'Begin what the machine writes'])
  expect(git('hub', 'status', '--porcelain')).toBe('')
  expect(git('hub', 'ls-tree', '-r', '--name-only', 'issued').trim()).toBe('crl/clients.pem')
})

test('join again leaves everything as it is', async () => {
  const again = await json(
    'greenbank',
    'join greenbank --dir . --egress 192.0.2.200/32 --callback https://other.greenbank.example/ --keys ../keys/greenbank --commit',
  )
  expect(again).toMatchObject({ written: [], keys: [], commit: null })
})

test('sign refuses while something is not committed, or what was issued is not in view', async () => {
  place.put('hub/README.md', '# changed\n')
  expect(await run('hub', 'sign . --keys ../keys/hub')).toMatchObject({ exit: 3, out: '' })
  git('hub', 'checkout', '--quiet', 'README.md')
  git('greenbank', 'switch', '--quiet', 'main')
  const unseen = await run('greenbank', 'sign . --keys ../keys/hub')
  expect(unseen).toMatchObject({ exit: 3, out: '' })
  expect(unseen.err).toContain('git worktree add issued issued')
})

test('activate names what is missing, then what nobody has confirmed, and records what was accepted', async () => {
  expect(await run('hub', 'admit redbank --dir . --name Red --country TZ --owner 1003 --keys ../keys/hub')).toMatchObject({ exit: 0 })
  const early = await run('hub', 'activate redbank --dir .')
  expect(early).toMatchObject({ exit: 3, out: '' })
  expect(early.err).toContain('T2 (dfsp)')

  const unconfirmed = await run('hub', 'activate greenbank --dir .')
  expect(unconfirmed).toMatchObject({ exit: 3, out: '' })
  expect(unconfirmed.err).toContain('T3')

  expect(await run('hub', 'activate greenbank --dir . --accept-unconfirmed')).toMatchObject({ exit: 0 })
  expect(readFileSync(at('hub/dfsps/greenbank/dfsp.yaml'), 'utf8')).toMatch(
    /^# Who the DFSP is[\s\S]*\nstatus: active\n[\s\S]*\nactivated: \{ at: 2026-11-23T10:00:00Z, unconfirmed: \[ T3,/,
  )
})

test('a revoked certificate is on the next CRL, and leaving revokes what is left', async () => {
  const [file] = readdirSync(at('hub/issued/certificates/greenbank')).filter((name) => name.endsWith('.pem'))
  const serial = (file ?? '').split('.')[1] ?? ''
  expect(await run('hub', `revoke ${serial} --dir . --reason keyCompromise --by greenbank`)).toMatchObject({ exit: 0 })
  expect(await run('hub', 'revoke 4FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF --dir . --reason keyCompromise --by greenbank')).toMatchObject({ exit: 2, out: '' })
  expect(await run('hub', 'leave bluebank --dir .')).toMatchObject({ exit: 0 })
  git('hub', 'add', '.')
  git('hub', 'commit', '--quiet', '-m', 'Revoke')

  const { crls } = await json('hub', 'sign . --crl-only --keys ../keys/hub')

  expect(crls).toEqual([{ ca: 'clients', number: expect.any(Number) }])
  const listed = place.run('openssl', 'crl', '-in', at('hub/issued/crl/clients.pem'), '-CAfile', at('hub/hub/ca/clients.pem'), '-noout', '-text')
  expect(listed.output).toContain(serial)
  expect(listed.output.match(/Serial Number/g)).toHaveLength(2)
  expect(listed.output).toContain('Key Compromise')
  expect(listed.output).toContain('Cessation Of Operation')
  const bundle = place.put('crls.pem', `${readFileSync(at('hub/hub/crl/root.pem'), 'utf8')}${readFileSync(at('hub/issued/crl/clients.pem'), 'utf8')}`)
  const verify = place.run(
    'openssl',
    'verify',
    '-attime',
    '1795428000',
    '-crl_check_all',
    '-CRLfile',
    bundle,
    '-CAfile',
    at('hub/hub/ca/root.pem'),
    '-untrusted',
    at('hub/hub/ca/clients.pem'),
    at(`hub/issued/certificates/greenbank/${file}`),
  )
  expect(verify.ok).toBe(false)
  expect(verify.output).toContain('certificate revoked')
  expect(await json('hub', 'sign . --crl-only --keys ../keys/hub')).toMatchObject({ crls: [] })
  expect(existsSync(at(`hub/revoked/${serial}.yaml`))).toBe(true)
})
