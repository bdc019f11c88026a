import { expect, it } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment } from '../../support/environment.ts'

const errors = (files: Readonly<Record<string, string | null>>) =>
  check(sampleEnvironment({ files }), { at: SAMPLE_AT }).findings.flatMap(({ severity, code, path }) => (severity === 'error' ? [`${code} ${path}`] : []))

it('says nothing of a whole environment', () => {
  expect(errors({})).toEqual([])
})

it.each(['environment.yaml', 'hub/hub.yaml', 'hub/endpoints.yaml', 'dfsps/greenbank/dfsp.yaml', 'dfsps/greenbank/endpoints.yaml'])(
  'finds that there is no %s, and nothing else',
  (path) => {
    expect(errors({ [path]: null })).toEqual([`schema/missing ${path}`])
  },
)

it('leaves a file that is there and broken to its own rule', () => {
  expect(errors({ 'environment.yaml': 'x: &a 1\n' })).toEqual(['schema/yaml environment.yaml'])
})

it('lets a DFSP that has not joined be without endpoints', () => {
  const profile =
    'name: Red Wallet Ltd\ncountry: TZ\nstatus: admitted\nowners: [1003]\nroles: [payer]\ncurrencies: [TZS]\ncontacts: [{ email: a@b.example, for: technical }]\n'
  expect(errors({ 'dfsps/redwallet/dfsp.yaml': profile })).toEqual([])
})
