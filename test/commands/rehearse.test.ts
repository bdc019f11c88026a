import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const SANDBOX = fileURLToPath(new URL('../../environments/sandbox', import.meta.url))
const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../schemas/rehearsal.schema.json', import.meta.url)), 'utf8'))
const played = testWith('haproxy', 'nft', 'ip', 'unshare', 'namespaces')

let place: Workshop

beforeAll(() => {
  place = workshop()
})
afterAll(() => place.close())

const rehearse = (...words: readonly string[]) => cli(place.directory, ['rehearse', ...words])

describe('muhuri rehearse', () => {
  test('writes what it would run on, keys beside the certificates and readable by nobody else', async () => {
    expect(await rehearse(SANDBOX, '--prepare', 'out')).toMatchObject({ exit: 0, out: expect.stringContaining('hub/haproxy/haproxy.cfg') })
    for (const path of ['hub/haproxy/haproxy.cfg', 'hub/nftables/muhuri.nft', 'dfsps/greenbank/nftables/muhuri.nft', 'rehearsal.json'])
      expect(existsSync(join(place.directory, 'out', path))).toBe(true)
    const configuration = readFileSync(join(place.directory, 'out/hub/haproxy/haproxy.cfg'), 'utf8')
    const certificates = [...configuration.matchAll(/ crt (\S+)/g)].map((match) => join(place.directory, 'out/hub/haproxy', `${match[1]}.key`))
    expect(certificates.length).toBeGreaterThan(0)
    for (const key of certificates) expect(statSync(key).mode & 0o777).toBe(0o600)
  })

  test('does not write into a folder that is not empty', async () => {
    place.put('taken', 'x')
    expect(await rehearse(SANDBOX, '--prepare', '.')).toMatchObject({ exit: 2, err: expect.stringContaining('is not empty') })
  })

  played('runs on such a folder, and names the row when one line of it lets a stranger in', async () => {
    await rehearse(SANDBOX, '--prepare', 'altered')
    const path = join(place.directory, 'altered/hub/nftables/muhuri.nft')
    expect(await rehearse('--files', 'altered', '--only', 'stranger')).toMatchObject({ exit: 0, out: expect.stringContaining('as expected, 0 not') })
    writeFileSync(path, readFileSync(path, 'utf8').replace('198.51.100.16/29', '0.0.0.0/0'))
    const { exit, out } = await rehearse('--files', 'altered', '--only', 'stranger', '--format', 'json')
    expect(exit).toBe(1)
    expect(new Ajv2020().compile(schema)(JSON.parse(out))).toBe(true)
    expect(JSON.parse(out).rows).toContainEqual({
      id: 'greenbank/stranger',
      dfsp: 'greenbank',
      direction: 'in',
      case: 'stranger',
      expected: 'deny',
      seen: 'allow',
      status: expect.any(Number),
      at: 'gateway',
      ok: false,
    })
  })

  played('says that everything must be refused where the environment has no key of its token issuer', async () => {
    const folder = join(place.directory, 'keyless')
    cpSync(SANDBOX, folder, { recursive: true })
    rmSync(join(folder, 'hub/oauth'), { recursive: true })
    const { exit, out, err } = await rehearse('keyless', '--only', 'right', '--format', 'json')
    expect(exit).toBe(0)
    expect(err).toContain('EVERYTHING of greenbank is expected to be refused')
    for (const row of JSON.parse(out).rows) expect(row).toMatchObject({ expected: 'deny', seen: 'deny', ok: true })
  })

  test('refuses an environment with error findings', async () => {
    const folder = join(place.directory, 'broken')
    cpSync(SANDBOX, folder, { recursive: true })
    writeFileSync(join(folder, 'dfsps/greenbank/jws/2027-01.pem'), 'no key\n')
    expect(await rehearse('broken')).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('dfsps/greenbank/jws/2027-01.pem') })
  })

  test.each([
    [['--gateway', 'caddy'], 'cannot be rehearsed'],
    [['--firewall', 'pf'], 'cannot be rehearsed'],
    [['--only', 'left'], 'there is no case "left"'],
    [['--files', 'nowhere'], 'holds no prepared rehearsal'],
  ])('does not take %j', async (words, message) => {
    expect(await rehearse(SANDBOX, ...words)).toMatchObject({ exit: 2, err: expect.stringContaining(message) })
  })
})
