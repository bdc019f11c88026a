import { expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage } from '../../../src/pki/build-extensions.ts'
import { findings, judge } from '../../support/judge.ts'
import { clientsExtensions, hubFiles, testHub } from '../../support/parties.ts'
import { testKey } from '../../support/pki.ts'

const hub = testHub()

it("takes the Hub's CAs as init makes them", () => {
  expect(judge(['certificate'], hubFiles(hub))).toEqual([])
})

it('refuses a CA for clients without constraints', () => {
  const clients = hub.root.issueCa({ subject: { CN: 'Free' }, ca: { pathLength: 0 }, extraExtensions: [extendedKeyUsage('clientAuth')] })
  const found = findings(['certificate'], { ...hubFiles(hub), 'hub/ca/clients.pem': clients.pem })
  expect(found.map(({ code, path }) => [code, path])).toEqual([['chain/unconstrained-issuer', 'hub/ca/clients.pem']])
  expect(found[0]?.message).toMatch(/^The CA that issues client certificates lacks critical name constraints/)
})

it('refuses one that may have CAs below it', () => {
  const key = testKey()
  const [, ...rest] = clientsExtensions(hub.root.keyIdentifier, key.spki)
  const clients = hub.root.issueCa({ key, subject: { CN: 'Deep' }, ca: { pathLength: null }, extensions: [basicConstraints({ pathLength: null }), ...rest] })
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/clients.pem': clients.pem })).toEqual(['chain/unconstrained-issuer hub/ca/clients.pem'])
})
