import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const older = 'dfsps/greenbank/jws/2026-11.pem'
const newer = 'dfsps/greenbank/jws/2026-11-2.pem'
const files = { [older]: testKey('rsa2048', 'older').publicPem, [newer]: testKey('rsa2048', 'newer').publicPem }
const settings = { ...defaultSettings, targets: { hub: [], dfsp: ['sdk-scheme-adapter' as const] } }

it('takes one key', () => {
  expect(judge(['jws'], { [older]: files[older] ?? '' }, { settings })).toEqual([])
})

it('warns of two at once where a target keeps one', () => {
  expect(judge(['jws'], files, { settings })).toEqual([`warning jws/single-slot ${newer}`])
  expect(judge(['jws'], files)).toEqual([])
})

it('takes two that do not overlap', () => {
  const schedules = {
    'dfsps/greenbank/jws/2026-11.yaml': 'retireAfter: 2026-11-20T00:00:00Z\n',
    'dfsps/greenbank/jws/2026-11-2.yaml': 'activeFrom: 2026-11-20T00:00:01Z\n',
  }
  expect(judge(['jws'], { ...files, ...schedules }, { settings })).toEqual([])
})

it('blames the newest, by the instant from which it serves', () => {
  const schedules = { 'dfsps/greenbank/jws/2026-11.yaml': 'activeFrom: 2026-11-20T00:00:00Z\n' }
  expect(judge(['jws'], { ...files, ...schedules }, { settings })).toEqual([`warning jws/single-slot ${older}`])
})

it('does not count a key that is revoked', () => {
  const spki = createHash('sha256').update(testKey('rsa2048', 'older').spki).digest('hex')
  const revoked = { [`revoked/spki-${spki}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }
  expect(judge(['jws'], { ...files, ...revoked }, { settings })).toEqual([`jws/key-compromised ${older}`])
})
