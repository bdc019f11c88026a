import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { fileCheckpoints } from '../../../src/adapters/checkpoints/file.ts'
import { vaultCheckpoints } from '../../../src/adapters/checkpoints/vault.ts'
import type { Checkpoint } from '../../../src/model/checkpoint.ts'
import type { Checkpoints } from '../../../src/ports.ts'
import { type Workshop, workshop } from '../../support/shell.ts'
import { ROOT_TOKEN, type VaultServer, vaultServer } from '../../support/vault-server.ts'

const PATH = 'muhuri/pilot'
const checkpoint = (sequence: number): Checkpoint => ({
  version: 1,
  environment: 'a'.repeat(32),
  sequence,
  commit: 'c'.repeat(40),
  issuedCommit: null,
  crlNumbers: { clients: '1795428000' },
  at: '2026-11-23T10:00:00Z',
})
let place: Workshop
let vault: VaultServer

beforeAll(async () => {
  vault = await vaultServer()
})
beforeEach(() => {
  place = workshop()
  place.put('token', ROOT_TOKEN)
  place.run('chmod', '600', 'token')
  vault.secrets.clear()
})
afterEach(() => place.close())
afterAll(() => vault.close())

const inVault = (token = 'token'): Checkpoints =>
  vaultCheckpoints({
    server: { address: vault.address, namespace: null, milliseconds: 10_000 },
    mount: 'secret',
    path: PATH,
    env: { MUHURI_VAULT_TOKEN_FILE: join(place.directory, token) },
  })

const KINDS: readonly (readonly [kind: string, open: () => Checkpoints, spoil: () => void])[] = [
  ['a file', () => fileCheckpoints(join(place.directory, 'checkpoint.json')), () => void place.put('checkpoint.json', '{"version":1}')],
  ["Vault's KV", () => inVault(), () => void vault.secrets.set(PATH, [{ checkpoint: '{"version":1}' }])],
]

test.each(KINDS)('in %s nothing stands at first, then what was written', async (_kind, open) => {
  const checkpoints = open()
  expect(await checkpoints.read()).toBeNull()
  await checkpoints.write(checkpoint(1))
  await checkpoints.write(checkpoint(2))

  expect(await open().read()).toEqual(checkpoint(2))
})

test.each(KINDS)('of two runs that read the same state in %s only one writes', async (_kind, open) => {
  await (await opened(open)).write(checkpoint(1))
  const [one, other] = [await opened(open), await opened(open)]
  await one.write(checkpoint(2))

  await expect(other.write(checkpoint(2))).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('another run has written') })
  await expect((await openedLate(open)).write(checkpoint(1))).rejects.toMatchObject({ code: 'refused' })
})

test.each(KINDS)('what is damaged in %s is refused, and is not a first use', async (_kind, open, spoil) => {
  spoil()
  await expect(open().read()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('repo/rollback') })
})

test('Vault is asked for the version that was read, and its token is in no message', async () => {
  await (await opened(inVault)).write(checkpoint(1))
  expect(vault.secrets.get(PATH)).toHaveLength(1)
  place.put('wrong', 'hvs.of-nobody')
  place.run('chmod', '600', 'wrong')

  await expect(inVault('wrong').read()).rejects.toMatchObject({ code: 'refused', message: expect.not.stringContaining('hvs.of-nobody') })
  expect(readFileSync(join(place.directory, 'wrong'), 'utf8')).toBe('hvs.of-nobody')
})

async function opened(open: () => Checkpoints): Promise<Checkpoints> {
  const checkpoints = open()
  await checkpoints.read()
  return checkpoints
}

/** One that has not read at all believes that there is none. */
const openedLate = async (open: () => Checkpoints): Promise<Checkpoints> => open()
