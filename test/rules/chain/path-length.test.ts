import { expect, it } from 'vitest'
import { ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { clientsExtensions, hubFiles, testHub } from '../../support/parties.ts'
import { testCa, testKey } from '../../support/pki.ts'

function below(pathLength: number) {
  const root = testCa({ ca: { pathLength } })
  const issuing = root.issueCa()
  return judge(['certificate'], { [ROOT]: root.pem, [SERVER]: issuing.issue().pem + issuing.pem })
}

it('takes a CA below a root that allows one', () => {
  expect(below(1)).toEqual([])
})

it('refuses a CA below a root that allows none', () => {
  expect(below(0)).toEqual([`chain/path-length ${SERVER}`])
})

it("refuses a CA that the Hub's key for clients signed", () => {
  const hub = testHub()
  const key = testKey()
  const sub = hub.clients.issueCa({
    key,
    subject: { CN: 'Sub' },
    extensions: clientsExtensions(hub.clients.keyIdentifier, key.spki),
    notAfter: new Date('2034-01-01T00:00:00Z'),
  })
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/sub.pem': sub.pem })).toEqual(['chain/path-length hub/ca/sub.pem'])
})
