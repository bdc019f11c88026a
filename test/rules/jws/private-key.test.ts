import { expect, it } from 'vitest'
import { inspect } from '../../../src/stages/inspect.ts'
import { TEST_NOW, testKey } from '../../support/pki.ts'

const key = testKey('rsa2048')
const inspected = (content: string) =>
  inspect(new TextEncoder().encode(content), { as: 'jws', path: 'key.pem', at: TEST_NOW }).report.findings.map(({ code }) => code)

it('takes a public key', () => {
  expect(inspected(key.publicPem)).toEqual([])
})

it('refuses a private one by its name', () => {
  expect(inspected(key.privatePem)).toEqual(['jws/private-key'])
  expect(inspected(key.publicPem + key.privatePem)).toEqual(['jws/private-key'])
})
