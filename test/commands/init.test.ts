import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'

let place: Workshop
const run = (line: string, env: Readonly<Record<string, string>> = {}) => cli(place.directory, words(line), env)
const at = (path: string): string => join(place.directory, path)

beforeEach(() => {
  place = workshop()
})
afterEach(() => place.close())

const NETWORK = '--trust-domain pilot.example --host interop.pilot.example --ingress-address 192.0.2.10 --egress-address 192.0.2.20/32'

test('a sandbox needs a name and nothing else, and is clean at once', async () => {
  expect(await run('init env --name pilot --tier sandbox --keys keys')).toMatchObject({ exit: 0, err: '' })

  expect(await run('check env')).toMatchObject({ exit: 0, out: '0 errors, 0 warnings, 0 notices; verdict: pass\n' })
  const settings = readFileSync(at('env/environment.yaml'), 'utf8')
  expect(settings).toMatch(/^# One environment of the scheme/)
  expect(settings).toMatch(/\nid: "?[0-9a-f]{32}"? # made by init/)
})

test('two environments have ids and keys of their own', async () => {
  await run('init one --name pilot --tier sandbox --keys keys1')
  await run('init two --name pilot --tier sandbox --keys keys2')

  expect(/id: (.*) #/.exec(readFileSync(at('one/environment.yaml'), 'utf8'))?.[1]).not.toBe(
    /id: (.*) #/.exec(readFileSync(at('two/environment.yaml'), 'utf8'))?.[1],
  )
  expect(readFileSync(at('one/hub/ca/root.pem'), 'utf8')).not.toBe(readFileSync(at('two/hub/ca/root.pem'), 'utf8'))
})

test.each(['pre-production', 'production'])('for %s it names everything that it needs and was not given', async (tier) => {
  const { exit, err } = await run(`init env --name pilot --tier ${tier} --keys keys`)

  expect(exit).toBe(2)
  for (const option of ['--trust-domain', '--host', '--ingress-address', '--egress-address', '--signer', '--ca', '--server-cert', '--jws'])
    expect(err).toContain(option)
  expect(existsSync(at('env'))).toBe(false)
  expect(existsSync(at('keys'))).toBe(false)
})

test('a signer that is a file is refused in production', async () => {
  expect(await run(`init env --name pilot --tier production --signer file ${NETWORK} --keys keys`)).toMatchObject({ exit: 3, out: '' })
  expect(existsSync(at('env'))).toBe(false)
})

test('pre-production with a file signer makes its keys, encrypted where a passphrase is given, and they sign', async () => {
  place.put('passphrase', 'correct horse battery staple\n')
  expect(await run(`init env --name pilot --tier pre-production --signer file ${NETWORK} --keys keys --passphrase-file passphrase`)).toMatchObject({ exit: 0 })
  expect(readFileSync(at('keys/hub-ca-clients.key'), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)

  await run('admit greenbank --dir env --name Green --country TZ --owner 1001 --keys keys')
  await run('join greenbank --dir env --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 198.51.100.24 --keys keys')
  place.run('git', '-C', at('env'), 'add', '.')
  place.run('git', '-C', at('env'), '-c', 'user.name=T', '-c', 'user.email=t@pilot.example', 'commit', '-q', '-m', 'Join')

  expect(await run('sign env --keys keys')).toMatchObject({ exit: 3, out: '' })
  expect(await run('sign env --keys keys --passphrase-file passphrase', { GITHUB_ACTIONS: 'true' })).toMatchObject({ exit: 3, out: '' })
  expect(await run('sign env --keys keys --passphrase-file passphrase')).toMatchObject({ exit: 0, err: expect.stringContaining('first use') })
})

test('CAs, server certificate and JWS key that were made elsewhere are taken as they are', async () => {
  await run('init made --name pilot --tier sandbox --keys keys')
  const [month] = /\d{4}-\d{2}/.exec(new Date().toISOString()) ?? []
  const given = `--ca made/hub/ca/root.pem --ca made/hub/ca/clients.pem --ca made/hub/ca/servers.pem --server-cert made/hub/server/${month}.pem --jws made/hub/jws/${month}.pem`

  const second = await run(
    `init env --name pilot --tier production --signer vault --signer-address https://vault.pilot.example --signer-mount transit --signer-key clients --country TZ ${NETWORK.replaceAll('192.0.2', '41.59.1')} ${given} --keys other`,
  )

  expect(second, second.err).toMatchObject({ exit: 0, err: '' })
  expect(second.out).toContain('issued/crl/clients.pem is missing')
  for (const path of ['hub/ca/root.pem', `hub/server/${month}.pem`, `hub/jws/${month}.pem`])
    expect(readFileSync(at(`env/${path}`), 'utf8')).toBe(readFileSync(at(`made/${path}`), 'utf8'))
  expect(await run('sign env --keys other')).toMatchObject({ exit: 3, err: expect.stringContaining('is in Vault') })
})

test('a folder that holds something, a key that is there, an unknown tier, a host that is none: nothing is written', async () => {
  place.put('file', '')
  expect(await run('init . --name pilot --tier sandbox --keys keys')).toMatchObject({ exit: 2 })
  expect(await run('init env --name pilot --tier testing --keys keys')).toMatchObject({ exit: 2 })
  expect(await run('init env --name Pilot! --tier sandbox --keys keys')).toMatchObject({ exit: 2 })
  expect(existsSync(at('keys'))).toBe(false)
  await run('init one --name pilot --tier sandbox --keys keys')
  const before = readFileSync(at('keys/hub-ca-root.key'), 'utf8')
  expect(await run('init env --name pilot --tier sandbox --keys keys')).toMatchObject({ exit: 3 })
  expect(readFileSync(at('keys/hub-ca-root.key'), 'utf8')).toBe(before)
  expect(existsSync(at('env/environment.yaml'))).toBe(false)
})
