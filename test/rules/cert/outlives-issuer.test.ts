import { expect, it } from 'vitest'
import { ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const root = testCa({ notAfter: new Date('2027-06-01T00:00:00Z') })
const until = (notAfter: string) => ({ [ROOT]: root.pem, [SERVER]: root.issue({ notAfter: new Date(notAfter) }).pem })

it('takes a certificate that ends with its issuer', () => {
  expect(judge(['certificate'], until('2027-06-01T00:00:00Z'))).toEqual([])
})

it('refuses one that ends later', () => {
  expect(judge(['certificate'], until('2027-06-01T00:00:01Z'))).toEqual([`cert/outlives-issuer ${SERVER}`])
})
