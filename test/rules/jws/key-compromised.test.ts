import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const key = testKey('rsa2048')
const path = 'dfsps/greenbank/jws/2026-11.pem'
const revoked = `revoked/spki-${createHash('sha256').update(key.spki).digest('hex')}.yaml`

it('takes a key that nobody revoked', () => {
  expect(judge(['jws'], { [path]: key.publicPem })).toEqual([])
})

it.each(['keyCompromise', 'superseded'])('refuses one that was revoked for %s', (reason) => {
  expect(judge(['jws'], { [path]: key.publicPem, [revoked]: `reason: ${reason}\nat: 2026-11-05T00:00:00Z\nby: greenbank\n` })).toEqual([
    `jws/key-compromised ${path}`,
  ])
})
