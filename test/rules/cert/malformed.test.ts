import { expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage, keyUsage, nameConstraints, subjectAltName } from '../../../src/pki/build-extensions.ts'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

const leaf = [basicConstraints(null), keyUsage('digitalSignature'), extendedKeyUsage('serverAuth'), subjectAltName([{ kind: 'dns', value: 'server.example' }])]

it('takes a leaf without key identifiers, as openssl makes it', () => {
  expect(judge(['certificate'], serverFiles({ extensions: leaf }))).toEqual([])
})

it('refuses name constraints in a leaf', () => {
  const constraints = nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] })
  expect(judge(['certificate'], serverFiles({ extensions: [...leaf, constraints] }))).toEqual([`cert/malformed ${SERVER}`])
})
