import { expect, it } from 'vitest'
import { ROOT, SERVER } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const root = testCa({ notAfter: new Date('2027-06-01T00:00:00Z') })
const until = (notAfter: string) => ({ [ROOT]: root.pem, [SERVER]: root.issue({ notAfter: new Date(notAfter) }).pem })

it('takes a certificate that ends with its issuer', () => {
  expect(judge(['certificate'], until('2027-06-01T00:00:00Z'))).toEqual([])
})

it('refuses one that ends later', () => {
  expect(judge(['certificate'], until('2027-06-01T00:00:01Z'))).toEqual([`cert/outlives-issuer ${SERVER}`])
})

it('does not take another CA for the issuer: neither one of its name, nor its key under another name', () => {
  const impostor = testCa({ notAfter: new Date('2030-06-01T00:00:00Z') })
  const renamed = testCa({ key: root.key, subject: { CN: 'Renamed Root' }, notAfter: new Date('2030-06-01T00:00:00Z') })
  const files = { ...until('2027-06-01T00:00:01Z'), 'dfsps/greenbank/ca/a.pem': impostor.pem, 'dfsps/greenbank/ca/z.pem': renamed.pem }
  expect(judge(['certificate'], files)).toContain(`cert/outlives-issuer ${SERVER}`)
})

it.each(['a', 'z'])('looks at the certificate of its issuer that ends last, though "%s" sorts elsewhere', (name) => {
  const longer = testCa({ key: root.key, notAfter: new Date('2030-06-01T00:00:00Z') })
  const found = judge(['certificate'], { ...until('2027-06-01T00:00:01Z'), [`dfsps/greenbank/ca/${name}.pem`]: longer.pem })
  expect(found).not.toContain(`cert/outlives-issuer ${SERVER}`)
})

it('says which ends when', () => {
  const found = findings(['certificate'], until('2027-06-02T00:00:00Z')).filter(({ code }) => code === 'cert/outlives-issuer')
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The certificate ends on "?2027-06-02T00:00:00Z"?, after its issuer ".*" on "?2027-06-01T00:00:00Z"?\.$/),
  ])
})
