import { expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage, keyUsage } from '../../../src/pki/build-extensions.ts'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

it('takes server authentication in server/ and client authentication in hub-client/', () => {
  const files = serverFiles({}, { 'dfsps/greenbank/hub-client/2026-11.pem': greenRoot.issue({ purpose: 'client' }).pem })
  expect(judge(['certificate'], files).filter((finding) => !finding.startsWith('cert/csr-mismatch'))).toEqual([])
})

it.each([
  ['client authentication', 'client'],
  ['no purpose', null],
] as const)('refuses a server certificate for %s', (_, purpose) => {
  expect(judge(['certificate'], serverFiles({ purpose, names: [{ kind: 'dns', value: 'server.example' }] }))).toEqual([`cert/purpose ${SERVER}`])
})

it('refuses a CA that may not sign certificates', () => {
  const root = testCa({ extensions: [basicConstraints({ pathLength: null }), keyUsage('cRLSign')] })
  expect(judge(['certificate'], { [ROOT]: root.pem })).toEqual([`cert/purpose ${ROOT}`])
})

it('refuses a server certificate from a CA that is for clients only', () => {
  const issuing = greenRoot.issueCa({ extraExtensions: [extendedKeyUsage('clientAuth')] })
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: issuing.issue().pem + issuing.pem })).toEqual([`cert/purpose ${SERVER}`])
})
