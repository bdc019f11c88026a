import { describe, expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage, keyUsage, subjectAltName } from '../../../src/pki/build-extensions.ts'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { findings, judge, type TestFiles } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'
import { testCa } from '../../support/pki.ts'

const serverName = subjectAltName([{ kind: 'dns', value: 'server.example' }])

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

describe('what else a leaf must not be for', () => {
  const hub = testHub()
  const messages = (files: TestFiles): readonly string[] =>
    findings(['certificate'], files).flatMap(({ code, message }) => (code === 'cert/purpose' ? [message] : []))
  const usage = (...bits: readonly ('digitalSignature' | 'keyEncipherment' | 'keyCertSign' | 'cRLSign')[]) =>
    messages(serverFiles({ extensions: [keyUsage(...bits), extendedKeyUsage('serverAuth'), serverName] }))

  it('a client certificate of the Hub is for clients alone; what a DFSP was issued elsewhere may be for more', () => {
    const both = [keyUsage('digitalSignature'), extendedKeyUsage('clientAuth', 'serverAuth')]
    expect(messages({ ...hubFiles(hub), ...issuedFiles(hub, { extensions: both }).files })).toEqual([
      'The certificate is for clientAuth, serverAuth; the Hub issues for clientAuth only.',
    ])
    expect(messages(serverFiles({ extensions: [...both, serverName] }))).toEqual([])
  })

  it('its key signs handshakes, and neither certificates nor lists', () => {
    expect(usage('digitalSignature')).toEqual([])
    expect(usage('keyEncipherment')).toEqual(['The key usage lacks digitalSignature, which TLS needs.'])
    for (const bit of ['keyCertSign', 'cRLSign'] as const)
      expect(usage('digitalSignature', bit)).toEqual(['The key usage lets a leaf sign certificates or CRLs; expected digitalSignature.'])
  })

  it('a leaf without key usage may do what its purpose says', () => {
    expect(messages(serverFiles({ extensions: [extendedKeyUsage('serverAuth'), serverName] }))).toEqual([])
  })

  it('the message names what it is for', () => {
    expect(messages(serverFiles({ extensions: [extendedKeyUsage('clientAuth'), serverName] }))).toEqual([
      'The certificate is for clientAuth; expected serverAuth.',
    ])
    expect(messages(serverFiles({ extensions: [serverName] }))).toEqual(['The certificate names no purpose; expected serverAuth.'])
  })
})
