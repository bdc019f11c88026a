import { expect, it } from 'vitest'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

it.each(['p256', 'p384', 'rsa2048'] as const)('takes a %s key', (kind) => {
  expect(judge(['certificate'], serverFiles({ key: testKey(kind) }))).toEqual([])
})

it.each(['rsa1024', 'secp256k1'] as const)('refuses a %s key', (kind) => {
  expect(judge(['certificate'], serverFiles({ key: testKey(kind) }))).toEqual([`cert/weak-key ${SERVER}`])
})
