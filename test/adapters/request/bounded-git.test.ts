import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BoundedGit, boundedGit } from '../../../src/adapters/request/bounded-git.ts'

let room: string

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'muhuri-bounded-'))
})
afterAll(() => rm(room, { recursive: true, force: true }))

const run = (words: readonly string[], changed: Partial<BoundedGit> = {}) =>
  boundedGit(words, { cwd: room, env: { PATH: process.env['PATH'] ?? '' }, fileBytes: 2 ** 20, milliseconds: 20_000, ...changed })

test('an answer is given with its status, and words are no shell text', async () => {
  expect(await run(['rev-parse', '--sq-quote', '$(id); "x"'])).toEqual({ status: 0, stdout: ` '$(id); "x"'\n`, stderr: '' })
  expect((await run(['no-such-command'])).status).toBe(1)
})

test('a file that grows beyond the limit is not written', async () => {
  await run(['init', '--quiet', '--bare', '.'])
  await writeFile(join(room, 'large'), Buffer.from(Array.from({ length: 40_000 }, (_, at) => `${(at * 2654435761) % 4294967291}`).join('')))

  expect((await run(['hash-object', '-w', 'large'], { fileBytes: 1024 })).status).not.toBe(0)
  expect((await run(['hash-object', '-w', 'large'])).status).toBe(0)
})

test('what takes too long is ended', async () => {
  await expect(run(['-c', 'alias.wait=!sleep 600', 'wait'], { milliseconds: 300 })).rejects.toThrow('git wait is not done after 0.3 s')
})
