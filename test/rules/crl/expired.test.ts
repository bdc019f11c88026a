import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'

const hub = testHub()
const files = { ...hubFiles(hub), 'issued/crl/clients.pem': hub.clients.crl().pem }

it('takes a CRL until the next one is due', () => {
  expect(judge(['crl'], files, { at: new Date('2026-12-20T00:00:00Z') })).toEqual([])
})

it('refuses it after that', () => {
  expect(judge(['crl'], files, { at: new Date('2026-12-20T00:00:01Z') })).toEqual(['crl/expired issued/crl/clients.pem'])
})

it('refuses it before it begins, and takes it from its first second', () => {
  expect(judge(['crl'], files, { at: new Date('2026-11-19T23:59:59Z') })).toEqual(['crl/expired issued/crl/clients.pem'])
  expect(judge(['crl'], files, { at: new Date('2026-11-20T00:00:00Z') })).toEqual([])
})
