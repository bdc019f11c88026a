import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { findings, judge, type TestFiles } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const older = 'dfsps/greenbank/jws/2026-11.pem'
const newer = 'dfsps/greenbank/jws/2026-12.pem'
const schedule = 'dfsps/greenbank/jws/2026-12.yaml'
const base: TestFiles = { [older]: testKey('rsa2048', 'older').publicPem }
const key: TestFiles = { ...base, [newer]: testKey('rsa2048', 'newer').publicPem }
const from = (instant: string): TestFiles => ({ ...key, [schedule]: `activeFrom: ${instant}\n` })

it('takes a key that is announced a day ahead', () => {
  expect(judge(['jws'], from('2026-11-24T12:00:00Z'), { base })).toEqual([])
})

it.each(['2026-11-24T11:59:59Z', '2026-11-23T12:00:01Z', '2026-01-01T00:00:00Z'])('refuses one that begins at %s', (instant) => {
  const [finding, ...others] = findings(['jws'], from(instant), { base })
  expect([finding?.code, finding?.severity, finding?.path, finding?.line, others]).toEqual(['jws/notice-too-short', 'error', schedule, 1, []])
  expect(finding?.message).toBe(
    `"${instant}" is too soon; the policy asks for 24 hours of notice, so that others can install it: 2026-11-24T12:00:00Z or later.`,
  )
})

it('warns of one that serves at once', () => {
  expect(judge(['jws'], key, { base })).toEqual([`warning jws/notice-too-short ${newer}`])
})

it('takes the first key of a party, and one whose forerunner has served', () => {
  expect(judge(['jws'], key, { base: {} })).toEqual([])
  const retired = { ...base, 'dfsps/greenbank/jws/2026-11.yaml': 'retireAfter: 2026-11-22T00:00:00Z\n' }
  expect(judge(['jws'], { ...key, ...retired }, { base: retired })).toEqual([])
})

it('takes one at once where the forerunner is revoked', () => {
  const spki = createHash('sha256').update(testKey('rsa2048', 'older').spki).digest('hex')
  const revoked = { [`revoked/spki-${spki}.yaml`]: 'reason: keyCompromise\nat: 2026-11-23T10:00:00Z\nby: greenbank\n' }
  expect(judge(['jws'], { ...key, ...revoked }, { base }).filter((line) => line.includes('notice'))).toEqual([])
})

it('refuses to bring an announced key forward, and lets it be put off', () => {
  const announced = from('2026-12-01T00:00:00Z')
  expect(judge(['jws'], from('2026-11-23T18:00:00Z'), { base: announced })).toEqual([`jws/notice-too-short ${schedule}`])
  expect(judge(['jws'], key, { base: announced })).toEqual([`warning jws/notice-too-short ${newer}`])
  expect(judge(['jws'], from('2026-12-02T00:00:00Z'), { base: announced })).toEqual([])
})

it('says nothing of a key whose time came while it was on base', () => {
  expect(judge(['jws'], from('2026-11-23T11:00:00Z'), { base: from('2026-11-23T11:00:00Z') })).toEqual([])
})

it('says nothing without a base, and where the policy asks for no notice', () => {
  const { policy } = defaultSettings
  const settings = { ...defaultSettings, policy: { ...policy, jws: { ...policy.jws, noticeHours: 0 } } }
  expect([judge(['jws'], from('2026-11-23T12:00:01Z')), judge(['jws'], key, { base, settings })]).toEqual([[], []])
})
