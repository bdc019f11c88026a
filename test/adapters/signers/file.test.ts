import { createPublicKey, verify } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type KeyFolder, keyFolder } from '../../../src/adapters/keys.ts'
import { openSigner } from '../../../src/adapters/signers/index.ts'
import type { SignerPlace } from '../../../src/adapters/signers/open-signer.ts'
import { exportPkcs8, generateKey, type KeyKind, type KeyPair } from '../../../src/pki/keys.ts'
import { type Workshop, workshop } from '../../support/shell.ts'

const PASSPHRASE = 'correct horse battery staple'
const TBS = new TextEncoder().encode('to be signed')
let place: Workshop
let keys: KeyFolder

beforeEach(() => {
  place = workshop()
  keys = keyFolder(`${place.directory}/keys`)
})
afterEach(() => place.close())

const open = (more: Partial<SignerPlace> = {}) =>
  openSigner({ kind: 'file' }, { ca: 'clients', tier: 'pre-production', keys, passphrase: null, env: {}, ...more })

async function kept(kind: KeyKind, passphrase?: string): Promise<KeyPair> {
  const key = generateKey(kind)
  await keys.write('hub-ca-clients.key', exportPkcs8(key, passphrase))
  return key
}

test.each([
  ['p256', 'ecdsa-with-SHA256', 'sha256'],
  ['p384', 'ecdsa-with-SHA384', 'sha384'],
  ['rsa2048', 'sha256WithRSAEncryption', 'sha256'],
] as const)('an encrypted key of kind %s signs with %s', async (kind, algorithm, hash) => {
  const { publicKey } = await kept(kind, PASSPHRASE)
  const signer = await open({ passphrase: PASSPHRASE })

  expect(signer).toMatchObject({ algorithm, publicKey })
  expect(verify(hash, TBS, createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), await signer.sign(TBS))).toBe(true)
})

test('without its passphrase, or with another, an encrypted key is refused, and the passphrase is in no message', async () => {
  await kept('p256', PASSPHRASE)

  await expect(open()).rejects.toMatchObject({ code: 'refused', hint: expect.stringContaining('--passphrase-file') })
  const error = await open({ passphrase: `${PASSPHRASE}r` }).catch((cause: unknown) => cause)
  expect(error).toMatchObject({ code: 'refused', hint: 'is the passphrase right?' })
  expect(error instanceof Error && `${error.stack} ${String(error.cause)}`).not.toContain(PASSPHRASE)
})

test('production and GitHub take no key file, encrypted or not', async () => {
  await kept('p256', PASSPHRASE)

  await expect(open({ passphrase: PASSPHRASE, tier: 'production' })).rejects.toMatchObject({ code: 'refused' })
  for (const tier of ['sandbox', 'pre-production'] as const)
    await expect(open({ passphrase: PASSPHRASE, tier, env: { GITHUB_ACTIONS: 'true' } })).rejects.toMatchObject({ code: 'refused' })
})

test('a key that is not there, that others may read, that is none, or of a kind that no CA has is refused', async () => {
  await expect(open()).rejects.toMatchObject({ code: 'refused', hint: 'name the folder that holds it with --keys' })
  await kept('p256')
  chmodSync(`${keys.path}/hub-ca-clients.key`, 0o640)
  await expect(open()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('can be read by others') })
  await keys.write('hub-ca-none.key', 'none')
  await expect(open({ ca: 'none' })).rejects.toMatchObject({ code: 'refused', message: 'the key of the Hub CA "none" cannot be read' })
  place.run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521', '-out', 'keys/hub-ca-odd.key')
  await expect(open({ ca: 'odd' })).rejects.toMatchObject({ code: 'refused' })
})
