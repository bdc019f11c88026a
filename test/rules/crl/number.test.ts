import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'

const hub = testHub()
const path = 'issued/crl/clients.pem'
const numbered = (number: bigint) => ({ ...hubFiles(hub), [path]: hub.clients.crl({ number }).pem })

it('takes the same list, and one with a greater number', () => {
  const before = numbered(7n)
  expect(judge(['crl'], before, { base: before })).toEqual([])
  expect(judge(['crl'], numbered(8n), { base: before })).toEqual([])
})

it.each([7n, 6n])('refuses another list with the number %s after 7', (number) => {
  expect(judge(['crl'], numbered(number), { base: numbered(7n) })).toEqual([`crl/number ${path}`])
})
