import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'

const hub = testHub()

it('takes a URI of the trust domain', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), ...issuedFiles(hub).files })).toEqual([])
})

it.each([
  ['a DNS name', { kind: 'dns', value: 'interop.pilot.example' }],
  ['a URI of another domain', { kind: 'uri', value: 'spiffe://other.example/dfsp/greenbank' }],
] as const)('refuses %s from the CA for clients', (_, name) => {
  const { path, files } = issuedFiles(hub, { names: [name] })
  expect(judge(['certificate'], { ...hubFiles(hub), ...files })).toEqual([`chain/name-constraints ${path}`])
})

it('refuses a server certificate of the Hub that the key for clients signed', () => {
  const path = 'hub/server/2026-11.pem'
  const found = judge(['certificate'], { ...hubFiles(hub), [path]: hub.clients.issue().pem + hub.clients.pem })
  expect(found).toEqual([`chain/name-constraints ${path}`])
})
