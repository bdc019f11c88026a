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
