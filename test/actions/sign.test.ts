import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SigningWorld, signingWorld } from './signing-world.ts'

let world: SigningWorld

beforeAll(async () => {
  world = await signingWorld()
}, 120_000)
afterAll(() => world.close())

const certificates = async (): Promise<readonly string[]> =>
  (await world.list('issued')).filter((path) => path.startsWith('certificates/') && path.endsWith('.pem'))

test('what main holds is resolved without a key, intended, signed in Vault with the identity of the job, and published', async () => {
  const sha = await world.head('main')

  const resolved = await world.resolve(sha)
  expect([resolved.stdout, resolved.stderr, resolved.code]).toEqual([expect.any(String), '', 0])
  console.log(resolved.stdout)
  expect([resolved.outputs['count']]).toEqual(['3'])
  const intended = await world.publish(sha, resolved.outputs['intended'] ?? '', resolved.outputs['digest'] ?? '')
  expect([intended.stdout, intended.code]).toEqual([expect.any(String), 0])
  expect(await certificates()).toEqual([])

  const signed = await world.sign(sha, resolved)
  expect([signed.stdout, signed.code]).toEqual([expect.stringContaining('2 certificate(s), 1 CRL(s)'), 0])
  const published = await world.publish(sha, signed.outputs['signed'] ?? '', signed.outputs['digest'] ?? '')
  expect([published.stdout, published.code]).toEqual([expect.any(String), 0])
  expect(await certificates()).toHaveLength(2)
})
