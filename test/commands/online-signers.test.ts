import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { type SoftToken, softToken } from '../support/soft-token.ts'
import { has, testWith } from '../support/tools.ts'
import { ROOT_TOKEN, type VaultServer, vaultServer } from '../support/vault-server.ts'

const hasToken = has('softhsm2-util') && has('pkcs11js')
let token: SoftToken | null = null
let vault: VaultServer
let place: Workshop
let secrets: Readonly<Record<string, string>>

beforeAll(async () => {
  if (hasToken) token = softToken()
  vault = await vaultServer()
})
afterAll(async () => {
  token?.close()
  await vault.close()
})
beforeEach(() => {
  place = workshop()
  place.run('chmod', '600', place.put('vault-token', ROOT_TOKEN))
  secrets = { ...token?.env, MUHURI_VAULT_TOKEN_FILE: at('vault-token') }
})
afterEach(() => place.close())

const at = (path: string): string => join(place.directory, path)
const run = (line: string, env: Readonly<Record<string, string>> = secrets) => cli(place.directory, words(line), env)
const NETWORK = '--trust-domain pilot.example --host interop.pilot.example --ingress-address 192.0.2.10 --egress-address 192.0.2.20/32'

/** What `init` is told of each kind; a key of its own for each test. */
const KINDS = {
  pkcs11: (key: string) => `--signer pkcs11 --signer-module ${token?.module} --signer-token muhuri --signer-key ${key}`,
  vault: (key: string) => {
    vault.addKey(key, 'p256')
    return `--signer vault --signer-address ${vault.address} --signer-key ${key}`
  },
} as const
const testOf = { pkcs11: testWith('softhsm2-util', 'pkcs11js', 'git', 'openssl'), vault: testWith('git', 'openssl') } as const

function commit(message: string): void {
  place.run('git', '-C', at('env'), 'add', '.')
  place.run('git', '-C', at('env'), '-c', 'user.name=T', '-c', 'user.email=t@pilot.example', 'commit', '-q', '-m', message)
}

async function joined(kind: keyof typeof KINDS, key: string): Promise<void> {
  const made = await run(`init env --name pilot --tier pre-production ${KINDS[kind](key)} ${NETWORK} --country TZ --keys keys`)
  expect(made, made.err).toMatchObject({ exit: 0 })
  await run('admit greenbank --dir env --name Green --country TZ --owner 1001 --keys keys')
  await run('join greenbank --dir env --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 198.51.100.24 --keys keys')
  commit('Join')
}

for (const kind of ['pkcs11', 'vault'] as const) {
  testOf[kind](`with ${kind} an environment is set up, issues and revokes, and the key of its clients CA is in no file`, async () => {
    await joined(kind, `${kind}-road`)
    expect(readdirSync(at('keys')).filter((name) => name.startsWith('hub-ca-'))).toEqual(['hub-ca-root.key', 'hub-ca-servers.key'])
    expect(existsSync(at('env/issued/crl/clients.pem'))).toBe(true)

    const signed = await run('sign env --keys keys --format json', { ...secrets, GITHUB_ACTIONS: 'true' })
    expect(signed, signed.err).toMatchObject({ exit: 0, err: expect.stringContaining('first use of the checkpoint') })
    expect([existsSync(at('keys/checkpoint.json')), [...vault.secrets.keys()].length]).toEqual(kind === 'vault' ? [false, 1] : [true, 0])
    const [issued] = JSON.parse(signed.out).issued
    expect(
      place.run('openssl', 'verify', '-x509_strict', '-CAfile', 'env/hub/ca/root.pem', '-untrusted', 'env/hub/ca/clients.pem', `env/${issued.path}`),
    ).toMatchObject({ ok: true })
    await run(`revoke ${issued.serial} --dir env --reason superseded --by greenbank`)
    commit('Revoke')

    expect(JSON.parse((await run('sign env --keys keys --crl-only --format json')).out)).toMatchObject({ issued: [], crls: [{ ca: 'clients' }] })
    expect(place.run('openssl', 'crl', '-noout', '-text', '-in', 'env/issued/crl/clients.pem', '-CAfile', 'env/hub/ca/clients.pem').output).toContain(
      issued.serial,
    )
    expect((await run('check env')).out).toContain('0 errors')
  })

  testOf[kind](`with ${kind} nothing is written where the signer is not the CA's, or its secret is not named`, async () => {
    await joined(kind, `${kind}-other`)
    const before = place.run('git', '-C', at('env'), 'status', '--porcelain').output
    expect(await run('sign env --keys keys', {})).toMatchObject({ exit: 3, out: '' })
    const settings = readFileSync(at('env/environment.yaml'), 'utf8')
    KINDS[kind](`${kind}-none`)
    place.put('env/environment.yaml', settings.replace(`${kind}-other`, `${kind}-none`))
    commit('Name another key')

    expect(await run('sign env --keys keys')).toMatchObject({ exit: 3, out: '' })
    expect(place.run('git', '-C', at('env'), 'status', '--porcelain').output).toBe(before)
    expect(existsSync(at('env/issued/certificates'))).toBe(false)
  })
}

for (const kind of ['pkcs11', 'vault'] as const) {
  testOf[kind](`with ${kind} the next clients CA has its key in the same place, and takes over`, async () => {
    await joined(kind, `${kind}-clients`)
    await run('sign env --keys keys')
    if (kind === 'vault') expect(await run('rotate ca --dir env --keys keys')).toMatchObject({ exit: 3, err: expect.stringContaining('answers 404') })
    if (kind === 'vault') vault.addKey('vault-clients-2', 'p256')
    const keys = readdirSync(at('keys'))

    expect(await run('rotate ca --dir env --keys elsewhere')).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('is not at hand') })
    const published = await run('rotate ca --dir env --keys keys')
    expect(published, published.err).toMatchObject({ exit: 0 })
    expect(readdirSync(at('keys'))).toEqual(keys)
    expect(readFileSync(at('env/environment.yaml'), 'utf8')).toContain(`key: ${kind}-clients-2`)
    commit('Publish a new CA')
    expect(JSON.parse((await run('sign env --keys keys --format json')).out)).toMatchObject({ crls: [{ ca: 'clients-2' }], refused: [] })

    expect(await run('rotate ca --dir env --phase switch --accept-unacknowledged')).toMatchObject({ exit: 0 })
    commit('Switch to the new CA')
    const reissued = JSON.parse((await run('sign env --keys keys --reissue --format json')).out)
    expect(reissued.issued.map(({ dfsp }: { readonly dfsp: string }) => dfsp)).toEqual(['greenbank'])
    const { path } = reissued.issued[0]
    expect(
      place.run('openssl', 'verify', '-x509_strict', '-CAfile', 'env/hub/ca/root.pem', '-untrusted', 'env/hub/ca/clients-2.pem', `env/${path}`),
    ).toMatchObject({ ok: true })
    expect((await run('check env')).out).toContain('0 errors')
  })
}

testOf.pkcs11('a key that init created and could not use is taken back', async () => {
  const line = (host: string) => `init env --name pilot --tier sandbox ${KINDS.pkcs11('taken-back')} --host ${host} --keys keys`
  expect((await run(line('not_a_host'))).exit).not.toBe(0)
  expect(existsSync(at('env'))).toBe(false)

  const made = await run(line('interop.pilot.example'))
  expect(made, made.err).toMatchObject({ exit: 0 })
  expect(made.out).toContain('note  the key of the CA "clients" was created in the PKCS#11 token "muhuri" as "taken-back", and never leaves it')
  expect(await run(line('interop.pilot.example').replace('init env', 'init second').replace('--keys keys', '--keys more'))).toMatchObject({
    exit: 3,
    err: expect.stringContaining('already has a key "taken-back"'),
  })
  expect(existsSync(at('second'))).toBe(false)
})

testOf.vault('in production the CAs come from elsewhere, and Vault signs for the one that it has the key of', async () => {
  await run(`init made --name pilot --tier sandbox ${KINDS.vault('production')} --keys keys`)
  const [month] = /\d{4}-\d{2}/.exec(new Date().toISOString()) ?? []
  const given = `--ca made/hub/ca/root.pem --ca made/hub/ca/clients.pem --ca made/hub/ca/servers.pem --server-cert made/hub/server/${month}.pem --jws made/hub/jws/${month}.pem`
  const network = NETWORK.replaceAll('192.0.2', '41.59.1')
  const made = await run(
    `init env --name pilot --tier production --signer vault --signer-address ${vault.address} --signer-key production ${network} ${given} --country TZ --keys other`,
  )
  expect(made, made.err).toMatchObject({ exit: 0 })

  expect(await run('sign env --keys keys --crl-only')).toMatchObject({ exit: 0, out: expect.stringContaining('crl     clients number') })
})
