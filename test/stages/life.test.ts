import { expect, test } from 'vitest'
import { activation, leaving, missingSteps, suspension } from '../../src/stages/life.ts'
import { REASONS, revocation } from '../../src/stages/revoke.ts'
import { AT, signOnce, smallEnvironment } from '../support/small-environment.ts'

const details = { reason: 'keyCompromise', at: AT, by: 'greenbank' } as const

test('a serial number and a key that are known are revoked, however they are written', async () => {
  const small = await smallEnvironment(['greenbank'])
  const { issued } = await signOnce(small)
  const environment = small.load()
  const serial = issued[0]?.serial ?? ''
  const key = environment.dfsps[0]?.jws[0]?.parsed
  const spki = key?.ok === true ? key.facts.sha256 : ''
  const text = 'reason: keyCompromise\nat: 2026-11-23T10:00:00Z\nby: greenbank\n'

  expect(revocation(environment, serial, details).files).toEqual([{ path: `revoked/${serial}.yaml`, text }])
  expect(revocation(environment, serial.toLowerCase().replace(/..(?=.)/g, '$&:'), details).files).toEqual([{ path: `revoked/${serial}.yaml`, text }])
  expect(revocation(environment, `spki-${spki}`, details).files).toEqual([{ path: `revoked/spki-${spki}.yaml`, text }])
})

test('what is revoked already stays as it is', async () => {
  const small = await smallEnvironment(['greenbank'])
  const { issued } = await signOnce(small)
  small.apply(revocation(small.load(), issued[0]?.serial ?? '', details))

  expect(revocation(small.load(), issued[0]?.serial ?? '', { ...details, reason: 'superseded' })).toMatchObject({
    files: [],
    notes: [expect.stringContaining('already revoked')],
  })
})

test.each(['4F4F', `spki-${'a'.repeat(64)}`, 'spki-12', 'greenbank', ''])('%j, which the environment has never seen, is an error', async (target) => {
  const small = await smallEnvironment([])

  expect(() => revocation(small.load(), target, details)).toThrow(expect.objectContaining({ code: 'usage' }))
})

test('every reason of RFC 5280 is there but removeFromCRL', () => {
  expect(REASONS).toHaveLength(9)
  expect(REASONS).not.toContain('removeFromCRL')
})

test('a life goes from admitted to active, suspended and left, and never back from left', async () => {
  const small = await smallEnvironment(['greenbank'])
  await signOnce(small)
  expect(missingSteps(small.load(), small.load().dfsps[0] ?? expect.fail(), AT)).toEqual([])
  small.apply(activation(small.load(), 'greenbank', { at: AT, unconfirmed: [] }))
  expect(small.folder.contents.get('dfsps/greenbank/dfsp.yaml')).not.toContain('activated')
  expect(() => activation(small.load(), 'greenbank', { at: AT, unconfirmed: [] })).toThrow(expect.objectContaining({ code: 'usage' }))
  small.apply(suspension(small.load(), 'greenbank'))
  small.apply(activation(small.load(), 'greenbank', { at: AT, unconfirmed: ['T3'] }))
  expect(small.folder.contents.get('dfsps/greenbank/dfsp.yaml')).toContain('activated: { at: 2026-11-23T10:00:00Z, unconfirmed: [ T3 ] }')
  const left = leaving(small.load(), 'greenbank', { at: AT, by: 'switch' })
  expect(left.files.map(({ path }) => path)).toEqual(['dfsps/greenbank/dfsp.yaml', expect.stringMatching(/^revoked\/[0-9A-F]{36}\.yaml$/)])
  small.apply(left)
  for (const back of [() => suspension(small.load(), 'greenbank'), () => activation(small.load(), 'greenbank', { at: AT, unconfirmed: [] })])
    expect(back).toThrow(expect.objectContaining({ code: 'refused' }))
})

test('an id that nobody was admitted under is an error that says who admits', async () => {
  const small = await smallEnvironment([])

  expect(() => suspension(small.load(), 'greenbank')).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining('muhuri admit greenbank') }),
  )
})
