import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
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

it('says which certificate did not issue which', () => {
  const files = { [ROOT]: greenRoot.pem, [SERVER]: leaf.pem + greenRoot.pem + issuing.pem }
  expect(findings(['certificate'], files).map(({ message }) => message)).toEqual([
    'Certificate 2 of the file did not issue certificate 1; expected the leaf first, each followed by its issuer.',
  ])
})

it.each([
  ['out of order', [issuing, leaf]],
  ['with the intermediate twice', [leaf, issuing, issuing]],
  ['with the root in between', [leaf, greenRoot, issuing]],
])('is asked of a file %s though no CA is known', (_, certificates) => {
  const found = judge(['certificate'], { [SERVER]: certificates.map(({ pem }) => pem).join('') })
  expect(found.includes(`chain/order ${SERVER}`)).toBe(!(certificates[1] === issuing))
})

it('leaves what no order makes a chain to chain/incomplete', () => {
  expect(chain(leaf, testCa({ subject: { CN: 'Stranger' } }))).toEqual([`chain/incomplete ${SERVER}`])
  expect(chain(leaf, greenRoot)).toEqual([`chain/incomplete ${SERVER}`])
})

it.each(['hub/server/2026-11.pem', 'dfsps/greenbank/hub-client/2026-11.pem'])('is asked of %s too', (path) => {
  const found = judge(['certificate'], { [ROOT]: greenRoot.pem, [path]: issuing.pem + leaf.pem })
  expect(found).toContain(`chain/order ${path}`)
})
