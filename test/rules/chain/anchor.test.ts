import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const stranger = testCa({ subject: { CN: 'Stranger Root' } })

it("takes a chain that ends in the DFSP's own root, or in what server-ca/ names", () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, 'dfsps/greenbank/server-ca/other.pem': stranger.pem, [SERVER]: stranger.issue().pem })).toEqual([])
})

it.each([
  ['alone', stranger.issue().pem],
  ['with its root', stranger.issue().pem + stranger.pem],
])("refuses a stranger's certificate %s", (_, content) => {
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: content })).toEqual([`chain/anchor ${SERVER}`])
})

it('names both', () => {
  const [finding] = findings(['certificate'], { [ROOT]: greenRoot.pem, [SERVER]: stranger.issue().pem })
  expect(finding?.message).toBe(
    'The path ends in "C=TZ, O=Green Bank Ltd, CN=greenbank", issued by "CN=Stranger Root"; expected "C=TZ, O=Green Bank Ltd, CN=Green Bank Root".',
  )
})
