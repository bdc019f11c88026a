import { createPrivateKey } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../scripts/commands.ts'
import { quoted } from '../ilp/transactions.ts'
import { FOUNDED, type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'
import { cli } from '../support/run-cli.ts'
import { type CanaryRun, canaryRuns } from './canary-runs.ts'

/** Strings that stand nowhere but in a secret. */
const canary = (name: string): string => `canary-${name}-Zq7vX2mK9pLw4RtB`
const FILES = {
  passphrase: canary('passphrase'),
  wrong: canary('wrong-passphrase'),
  shared: canary('shared-passphrase'),
  lines: `${canary('first-line')}\n${canary('second-line')}`,
  empty: '',
  pin: canary('pin'),
  vault: canary('vault-token'),
  jwt: canary('vault-jwt'),
  ilp: canary('ilp-secret-of-the-payee'),
} as const
const TOKENS = { GITHUB_TOKEN: canary('github-token'), GH_TOKEN: canary('gh-token'), ACTIONS_ID_TOKEN_REQUEST_TOKEN: canary('job-token') } as const
const BROKEN = canary('key-file')

/** Folders that hold secrets by their nature; everything else that is there at the end is searched. */
const KEY_FOLDERS = ['keys', 'greenbank', 'bluebank', 'new-keys', 'new-keys3', 'encrypted', 'broken', 'cut', 'missing'] as const

let world: GitEnvironment
let server: Server
const said: string[] = []
const exits = new Map<string, number[]>()

beforeAll(async () => {
  world = await gitEnvironment(['greenbank'])
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      response.writeHead(request.url?.includes('login') === true ? 400 : 403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ errors: [JSON.stringify(request.headers), body, request.url], message: `${JSON.stringify(request.headers)} ${body}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  furnish(echo())
}, 120_000)

afterAll(() => {
  server.close()
  world.close()
})

const echo = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const write = (path: string, text: string): void => writeFileSync(world.at(path), text, { mode: 0o600 })

/** Secret files, key folders that are good, encrypted, broken and cut, and environments whose signers are elsewhere. */
function furnish(address: string): void {
  for (const folder of ['secrets', 'encrypted', 'broken', 'cut']) mkdirSync(world.at(folder), { mode: 0o700 })
  for (const [name, text] of Object.entries(FILES)) write(`secrets/${name}`, text)
  chmodSync(world.at('secrets/shared'), 0o644)
  write('body.json', '{"quoteId":"b51ec534-ee48-4575-b6a9-ead2955b8069"}')
  write('transaction.json', JSON.stringify(quoted()))
  for (const [folder, name] of ['keys', 'greenbank'].flatMap((each) => keysIn(each).map((file) => [each, file] as const))) {
    const pem = readFileSync(world.at(`${folder}/${name}`), 'utf8')
    write(`broken/${name}`, `-----BEGIN PRIVATE KEY-----\n${BROKEN}\n-----END PRIVATE KEY-----\n`)
    write(`cut/${name}`, `${pem.slice(0, pem.length / 2)}\n-----END PRIVATE KEY-----\n`)
    write(`encrypted/${name}`, createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: FILES.passphrase }).toString())
    if (name === 'greenbank-jws-2026-11.key') write('greenbank/key.jwk', JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' })))
  }
  cpSync(world.at('greenbank/key.jwk'), world.at('secrets/key.jwk'))
  for (const [folder, signer] of [
    ['plain', '{ kind: file }'],
    ['vaulted', `{ kind: vault, address: "${address}", mount: transit, key: clients }`],
    ['tokened', '{ kind: pkcs11, module: /nonexistent/module.so, token: hub, key: clients }'],
  ] as const) {
    cpSync(world.at('hub'), world.at(folder), { recursive: true })
    for (const git of ['.git', 'issued/.git']) rmSync(world.at(`${folder}/${git}`), { recursive: true, force: true })
    const text = readFileSync(world.at(`${folder}/environment.yaml`), 'utf8')
    const changed = text.replace(/clients: \{ kind: file \}/, `clients: ${signer}`)
    if (folder !== 'plain' && changed === text) throw new Error('the signer is not where it was')
    write(`${folder}/environment.yaml`, changed)
  }
}

const keysIn = (folder: string): readonly string[] =>
  existsSync(world.at(folder))
    ? readdirSync(world.at(folder))
        .filter((name) => name.endsWith('.key'))
        .sort()
    : []

const env = (): Record<string, string> => ({
  ...TOKENS,
  MUHURI_VAULT_TOKEN_FILE: world.at('secrets/vault'),
  MUHURI_VAULT_JWT_FILE: world.at('secrets/jwt'),
  MUHURI_PKCS11_PIN_FILE: world.at('secrets/pin'),
  MUHURI_SIGNER_TIMEOUT_SECONDS: '5',
})

/** Words of a command line; quotes hold one together. */
const wordsOf = (line: string): readonly string[] => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))

async function run(name: string, { line, env: more = {} }: CanaryRun): Promise<void> {
  const asOf = /^jws /.test(line) ? '2026-11-23T12:00:00Z' : FOUNDED
  const { exit, out, err } = await cli(world.at('.'), wordsOf(`${line} --as-of ${asOf}`), { ...env(), ...more })
  said.push(`muhuri ${line}\n${out}\n${err}`)
  exits.set(name, [...(exits.get(name) ?? []), exit])
}

/** A secret as it is, and as it would be if something encoded it. */
function forms(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.from(secret)
  return [
    ...(typeof secret === 'string' ? [secret] : []),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ].map((form) => form.replace(/=+$/, ''))
}

/** Private numbers of every key that is in a key folder now, and the first lines of its file, which hold some of them. */
function secretsOf(folder: string, name: string): readonly string[] {
  const pem = readFileSync(world.at(`${folder}/${name}`), 'utf8')
  const jwk = createPrivateKey({ key: pem, passphrase: FILES.passphrase }).export({ format: 'jwk' })
  const numbers = [jwk.d, jwk.p, jwk.q].flatMap((part) => (typeof part === 'string' ? forms(Buffer.from(part, 'base64url')) : []))
  const lines = pem.split('\n').filter((text) => !text.startsWith('-----') && text.length === 64)
  return [...numbers, ...(jwk.kty === 'EC' ? lines.slice(0, 1) : lines.slice(lines.length / 2))]
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(world.at(folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(world.at(path), { throwIfNoEntry: false })?.isFile() === true)
}

const readable = (bytes: Buffer): string => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1')

describe('secrets', () => {
  test.each(Object.keys(commands))(
    'go into `muhuri %s`, right and wrong, and it ends as it says',
    async (name) => {
      const [certificate = ''] = readdirSync(world.at('hub/issued/certificates/greenbank')).filter((file) => file.endsWith('.pem'))
      const cases = (canaryRuns({ echo: echo(), serial: certificate.split('.')[1] ?? '' }) as Readonly<Record<string, readonly CanaryRun[]>>)[name] ?? []
      expect(cases.length, `the command "${name}" has no case in canary-runs.ts`).toBeGreaterThan(0)
      for (const each of cases) await run(name, each)
      expect((exits.get(name) ?? []).filter((exit) => ![0, 1, 2, 3].includes(exit))).toEqual([])
      // Two speak with GitHub, of which only errors come here; and nobody trusts the fingerprint that pull is given.
      const isDone = (exits.get(name) ?? []).some((exit) => exit === 0 || (name === 'explain' && exit === 1))
      expect(isDone).toBe(!['doctor', 'setup', 'pull'].includes(name))
    },
    60_000,
  )

  test('come out nowhere: not on stdout or stderr, nor in any file', () => {
    const keys = KEY_FOLDERS.filter((folder) => !['encrypted', 'broken', 'cut', 'missing'].includes(folder)).flatMap((folder) =>
      keysIn(folder).flatMap((name) => secretsOf(folder, name)),
    )
    const given = [...Object.values(FILES).flatMap((text) => text.split('\n')), ...Object.values(TOKENS), BROKEN].filter((text) => text !== '').flatMap(forms)
    const written = readdirSync(world.at('.'))
      .filter((name) => name !== 'secrets' && !(KEY_FOLDERS as readonly string[]).includes(name))
      .flatMap((name) => (statSync(world.at(name)).isDirectory() ? filesBelow(name) : [name]))
    expect(keys.length).toBeGreaterThan(50)
    expect(written.length).toBeGreaterThan(100)
    const places = [...said, ...written.map((path) => `${path}\n${readable(readFileSync(world.at(path)))}`)]
    const seen = [...keys, ...given].flatMap((secret) => places.filter((text) => text.includes(secret)).map((text) => `${secret} in ${text.split('\n')[0]}`))
    expect(seen).toEqual([])
  })
})
