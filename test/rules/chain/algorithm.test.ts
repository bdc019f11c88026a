import { expect, it } from 'vitest'
import { ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa, testKey } from '../../support/pki.ts'

const root = testCa({ key: testKey('rsa2048') })

it('takes an intermediate with a strong key', () => {
  const issuing = root.issueCa({ key: testKey('rsa3072') })
  expect(judge(['certificate'], { [ROOT]: root.pem, [SERVER]: issuing.issue().pem + issuing.pem })).toEqual([])
})

it('refuses an intermediate with a weak one', () => {
  const issuing = root.issueCa({ key: testKey('rsa1024') })
  expect(judge(['certificate'], { [ROOT]: root.pem, [SERVER]: issuing.issue().pem + issuing.pem })).toEqual([`chain/algorithm ${SERVER}`])
})
