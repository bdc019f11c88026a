import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const key = testKey('rsa2048')
const path = 'dfsps/greenbank/jws/2026-11.pem'

it('takes two keys of one DFSP', () => {
  expect(judge(['jws'], { [path]: key.publicPem, 'dfsps/greenbank/officers/anna.pem': testKey().publicPem })).toEqual([])
})

it.each(['dfsps/redbank/jws/2026-11.pem', 'dfsps/greenbank/oauth/2026-11.pem', 'hub/jws/2026-11.pem'])('refuses the same key in "%s"', (other) => {
  const later = other > path ? other : path
  expect(judge(['jws'], { [path]: key.publicPem, [other]: key.publicPem })).toEqual([`jws/key-reuse ${later}`])
})
