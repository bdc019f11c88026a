import { expect, test } from 'vitest'
import { revocationsOf } from '../../src/model/holdings.ts'
import { check } from '../../src/stages/check.ts'
import { keysOf } from '../../src/stages/environment-keys.ts'
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
  expect(left.files.map(({ path }) => path)).toEqual([
    'dfsps/greenbank/dfsp.yaml',
    expect.stringMatching(/^revoked\/[0-9A-F]{36}\.yaml$/),
    expect.stringMatching(/^revoked\/spki-[0-9a-f]{64}\.yaml$/),
    expect.stringMatching(/^revoked\/spki-[0-9a-f]{64}\.yaml$/),
  ])
  small.apply(left)
  for (const back of [() => suspension(small.load(), 'greenbank'), () => activation(small.load(), 'greenbank', { at: AT, unconfirmed: [] })])
    expect(back).toThrow(expect.objectContaining({ code: 'refused' }))
})

test('whoever leaves has every certificate and every key revoked, on the list too, and the environment is still in order', async () => {
  const small = await smallEnvironment(['bluebank', 'greenbank'])
  await signOnce(small)
  const [first] = small.load().issued.certificates.flatMap(({ dfsp, parsed }) => (dfsp === 'greenbank' && parsed.ok ? [parsed.facts] : []))
  small.apply(leaving(small.load(), 'greenbank', { at: AT, by: 'switch' }))
  const environment = small.load()

  const { serials, keys } = revocationsOf(environment)
  const own = keysOf(environment).filter(({ dfsp, purpose }) => dfsp === 'greenbank' && ['client', 'jws', 'oauth'].includes(purpose))
  expect(serials).toEqual(new Set([first?.serial]))
  expect(keys).toEqual(new Set(own.map(({ key }) => key.sha256)))
  expect((await signOnce(small, { crlOnly: true })).crls).toMatchObject([{ ca: 'clients' }])
  const list = small.load().issued.crl[0]?.parsed
  expect(list?.ok === true && [...list.facts.entries.keys()]).toEqual([first?.serial])
  expect(check(small.load(), { at: AT }).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect((await signOnce(small)).issued).toEqual([])
})

test.each(['client', 'server', 'ca', 'hub-client'])('a key that is revoked serves no purpose: its %s is refused', async (purpose) => {
  const small = await smallEnvironment(['greenbank'])
  const placed = keysOf(small.load()).find((one) => one.dfsp === 'greenbank' && one.purpose === purpose)
  small.apply(revocation(small.load(), `spki-${placed?.key.sha256}`, details))

  const codes = check(small.load(), { at: AT }).findings.filter(({ severity }) => severity === 'error')

  expect(codes.map(({ code, path }) => `${code} ${path}`)).toContain(`${purpose.endsWith('client') ? 'csr' : 'cert'}/key-compromised ${placed?.path}`)
  expect((await signOnce(small)).issued).toHaveLength(purpose === 'client' ? 0 : 1)
})

test('an id that nobody was admitted under is an error that says who admits', async () => {
  const small = await smallEnvironment([])

  expect(() => suspension(small.load(), 'greenbank')).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining('muhuri admit greenbank') }),
  )
})
