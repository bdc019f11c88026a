import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const leafWith = (issuing: ReturnType<typeof greenRoot.issueCa>) =>
  judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: issuing.issue().pem + issuing.pem })

it('takes a leaf below a CA', () => {
  expect(leafWith(greenRoot.issueCa())).toEqual([])
})

it('refuses a leaf below a leaf', () => {
  const leaf = greenRoot.issue({ subject: { CN: 'not a CA' } })
  const posing = { ...testCa({ key: leaf.key, subject: { CN: 'not a CA' } }), pem: leaf.pem, der: leaf.der }
  expect(leafWith({ ...posing, issue: (options) => testCa({ key: leaf.key, subject: { CN: 'not a CA' } }).issue(options) })).toEqual([
    `chain/not-a-ca ${SERVER}`,
  ])
})
