import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const key = testKey()
const spki = createHash('sha256').update(key.spki).digest('hex')

it('takes a key that nobody revoked', () => {
  expect(judge(['certificate'], serverFiles({ key }))).toEqual([])
})

it('refuses a key that is revoked', () => {
  const revoked = { [`revoked/spki-${spki}.yaml`]: 'reason: keyCompromise\nat: 2026-11-05T00:00:00Z\nby: greenbank\n' }
  expect(judge(['certificate'], serverFiles({ key }, revoked))).toEqual([`cert/key-compromised ${SERVER}`])
})
