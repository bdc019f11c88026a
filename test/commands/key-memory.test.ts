import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { parsePublicKeyPem } from '../../src/pki/spki.ts'
import { type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'
import { testWith } from '../support/tools.ts'

/** A key that was seen once is known for ever, in a clone that has no past and in the environments beside this one. */

const test = testWith('git')
const JWS = 'dfsps/greenbank/jws/2026-11.pem'
let place: GitEnvironment
let stolen: string

interface Found {
  readonly code: string
  readonly path: string
  readonly message: string
}

const spki = (path: string): string => {
  const parsed = parsePublicKeyPem(readFileSync(place.at(path)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts.sha256
}

async function found(words: string, family: string): Promise<readonly Found[]> {
  const { out, err } = await place.run(`check ${words} --format json`)
  if (out === '') throw new Error(err)
  return JSON.parse(out).findings.filter(({ code }: Found) => code.startsWith(family))
}

/** A clone of the last commits alone. */
function shallow(name: string, ...options: readonly string[]): void {
  place.git('.', 'clone', '--quiet', '--depth', '1', ...options, `file://${place.at('remote.git')}`, place.at(name))
}

beforeAll(async () => {
  place = await gitEnvironment(['bluebank', 'greenbank'])
  stolen = readFileSync(place.at(`hub/${JWS}`), 'utf8')
})
afterAll(() => place.close())

test('signing has written down every key, by its first purpose and party, and an index of them is published', async () => {
  const record = JSON.parse(readFileSync(place.at(`hub/issued/keys/${spki(`hub/${JWS}`)}.json`), 'utf8'))
  expect(record).toMatchObject({ version: 1, purpose: 'jws', dfsp: 'greenbank', commit: expect.stringMatching(/^[0-9a-f]{40}$/) })

  const index = JSON.parse((await place.good('audit hub --index')).out)
  expect(index).toMatchObject({ version: 1, name: 'pilot', revoked: [] })
  expect(index.keys).toContain(spki(`hub/${JWS}`))
})

test('a key of another environment is found by the index that it publishes, alone or in a list; a barred one is barred here', async () => {
  const keys = [spki(`hub/${JWS}`)]
  place.put('other.json', JSON.stringify({ version: 1, environment: 'b'.repeat(32), name: 'test', keys }))
  place.put('others.txt', '# the scheme\nother.json\n')

  for (const also of ['other.json', 'others.txt'])
    expect(await found(`hub --also ${also}`, 'jws/key-reuse')).toMatchObject([{ path: JWS, message: expect.stringContaining('test: its index of keys') }])
  place.put('other.json', JSON.stringify({ version: 1, environment: 'b'.repeat(32), keys: [], revoked: keys }))
  expect(await found('hub --also other.json', 'jws/key-compromised')).toMatchObject([{ path: JWS }])
  expect(await found('hub', 'jws/key-')).toEqual([])

  place.put('other.json', '{"version":1,"keys":["short"]}')
  expect(await place.run('check hub --also other.json')).toMatchObject({ exit: 2, err: expect.stringContaining('audit <that environment> --index') })
})

test('a key that was seen with one DFSP and is gone is refused to another, with no past to look in', async () => {
  place.git('hub', 'rm', '--quiet', JWS)
  place.commit('hub', 'Retire a key')
  place.push('hub')
  shallow('seen', '--no-single-branch')
  place.git('seen', 'worktree', 'add', '--quiet', 'issued', 'issued')
  place.put('seen/dfsps/bluebank/jws/2026-12.pem', stolen)

  expect(await found('seen', 'jws/key-reuse')).toMatchObject([{ path: 'dfsps/bluebank/jws/2026-12.pem', message: expect.stringContaining('issued/keys/') }])
})

test('a compromised key is barred for every purpose for ever, for its own DFSP too, from a clone of one commit and one branch', async () => {
  place.put('hub/stolen.pem', stolen)
  const key = spki('hub/stolen.pem')
  place.git('hub', 'clean', '--quiet', '--force', 'stolen.pem')
  await place.good(`revoke spki-${key} --dir hub --reason keyCompromise --by greenbank`)
  place.commit('hub', 'Bar a key')
  place.push('hub')
  shallow('barred')
  expect(place.git('barred', 'rev-list', '--count', '--all').trim()).toBe('1')
  const places = ['dfsps/bluebank/jws/2026-12.pem', JWS.replace('11', '12'), 'hub/jws/2026-12.pem', 'hub/deploy/2026-12.pem']
  for (const path of places) {
    mkdirSync(dirname(place.at(`barred/${path}`)), { recursive: true })
    place.put(`barred/${path}`, stolen)
    expect((await found('barred', '')).filter((finding) => finding.code === 'jws/key-compromised')).toMatchObject([{ path }])
    place.git('barred', 'clean', '--quiet', '--force', path)
  }
})

test('a clone that has never heard of the machine branch signs nothing', async () => {
  shallow('single')
  expect(await place.run('sign single --keys keys --checkpoint none.json')).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('"origin/issued"') })
})
