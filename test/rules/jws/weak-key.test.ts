import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/jws/2026-11.pem'

it.each(['rsa2048', 'rsa3072'] as const)('takes a %s key', (kind) => {
  expect(judge(['jws'], { [path]: testKey(kind).publicPem })).toEqual([])
})

it('refuses RSA with 1024 bits', () => {
  expect(judge(['jws'], { [path]: testKey('rsa1024').publicPem })).toEqual([`jws/weak-key ${path}`])
})
