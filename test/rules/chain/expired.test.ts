import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

const chain = (notAfter: string) => {
  const issuing = greenRoot.issueCa({ notAfter: new Date(notAfter) })
  return { [ROOT]: greenRoot.pem, [SERVER]: issuing.issue({ notAfter: new Date(notAfter) }).pem + issuing.pem }
}

it('takes an intermediate that is in force', () => {
  expect(judge(['certificate'], chain('2027-11-01T00:00:00Z'))).toEqual([])
})

it('refuses one that has expired, beside its leaf that has too', () => {
  expect(judge(['certificate'], chain('2026-11-10T00:00:00Z'))).toEqual([`cert/expired ${SERVER}`, `chain/expired ${SERVER}`])
})
