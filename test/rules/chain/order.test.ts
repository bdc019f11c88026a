import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const issuing = greenRoot.issueCa()
const leaf = issuing.issue()
const chain = (...certificates: { pem: string }[]) => judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: certificates.map(({ pem }) => pem).join('') })

it('takes the leaf first, with or without the root at the end', () => {
  expect(chain(leaf, issuing)).toEqual([])
  expect(chain(leaf, issuing, greenRoot)).toEqual([])
})

it.each([
  ['the intermediate first', [issuing, leaf]],
  ['the root in between', [leaf, greenRoot, issuing]],
  ['a certificate that has no place in the path', [leaf, issuing, testCa({ subject: { CN: 'Stranger' } })]],
])('refuses %s', (_, certificates) => {
  expect(chain(...certificates)).toEqual([`chain/order ${SERVER}`])
})
