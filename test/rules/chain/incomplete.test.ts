import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

const issuing = greenRoot.issueCa()
const leaf = issuing.issue()

it('takes a chain with its intermediate', () => {
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: leaf.pem + issuing.pem })).toEqual([])
})

it('refuses a server file without the intermediate, though it lies in ca/', () => {
  const files = { [ROOT]: greenRoot.pem, 'dfsps/greenbank/ca/issuing.pem': issuing.pem, [SERVER]: leaf.pem }
  expect(judge(['certificate'], files)).toEqual([`chain/incomplete ${SERVER}`])
})

it('refuses it where the intermediate of the same house is nowhere', () => {
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: leaf.pem })).toEqual([`chain/incomplete ${SERVER}`])
})

it('refuses an intermediate in ca/ whose root is not there', () => {
  expect(judge(['certificate'], { 'dfsps/greenbank/ca/issuing.pem': issuing.pem })).toEqual(['chain/incomplete dfsps/greenbank/ca/issuing.pem'])
})
