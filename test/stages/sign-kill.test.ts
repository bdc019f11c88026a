import { expect, test } from 'vitest'
import { expectWhole, Killed, mortal } from '../support/mortal.ts'
import { type SmallEnvironment, signOnce, smallEnvironment } from '../support/small-environment.ts'

/** A fresh copy of a made environment: making one takes longer than signing. */
function copyOf(small: SmallEnvironment): SmallEnvironment {
  const contents = [...small.folder.contents]
  small.folder.contents.clear()
  for (const [path, text] of contents) if (!path.startsWith('issued/certificates/') && !path.startsWith('issued/keys/')) small.folder.contents.set(path, text)
  return small
}

const IDS = ['bluebank', 'greenbank']

test.each([
  { when: 'just before', after: false },
  { when: 'just after', after: true },
])('killed $when any of its steps and run again, it leaves one certificate, one record and a CRL that verifies', async ({ after }) => {
  const small = await smallEnvironment(IDS)
  small.folder.contents.delete('issued/crl/clients.pem')
  const whole = mortal(small, { last: Number.POSITIVE_INFINITY, after })
  await signOnce(small, whole)
  expectWhole(small, IDS)
  const total = whole.steps()

  for (let last = 1; last <= total; last += 1) {
    const fresh = copyOf(small)
    fresh.folder.contents.delete('issued/crl/clients.pem')
    await expect(signOnce(fresh, mortal(fresh, { last, after }))).rejects.toThrow(Killed)
    const intended = fresh.load().issued.records.map(({ value }) => value?.tbs)
    const report = await signOnce(fresh)
    expect(report.refused).toEqual([])
    expectWhole(fresh, IDS)
    expect(fresh.load().issued.records.map(({ value }) => value?.tbs)).toEqual(expect.arrayContaining(intended))
    expect(await signOnce(fresh)).toEqual({ version: 1, issued: [], healed: [], crls: [], refused: [] })
  }
  expect(total).toBeGreaterThan(15)
})

test('killed again while it heals, it still leaves one certificate', async () => {
  const small = await smallEnvironment(['greenbank'])
  await expect(signOnce(small, mortal(small, { last: 1, after: true }))).rejects.toThrow(Killed)
  for (const last of [1, 2, 3]) {
    for (const after of [false, true]) await signOnce(small, mortal(small, { last, after })).catch((error: unknown) => expect(error).toBeInstanceOf(Killed))
  }

  await signOnce(small)

  expectWhole(small, ['greenbank'])
})
