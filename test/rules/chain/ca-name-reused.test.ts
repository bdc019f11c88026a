import { expect, it } from 'vitest'
import { findings, judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { testCa } from '../../support/pki.ts'

const hub = testHub()
const same = { C: 'TZ', O: 'Pilot Hub Ltd', CN: 'Pilot Hub Servers' }
const second = (subject: Readonly<Record<string, string>>) =>
  hub.root.issueCa({ subject, ca: { pathLength: 0 }, notAfter: new Date('2035-01-01T00:00:00Z') }).pem

it('takes a second CA with a name of its own', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/servers-2.pem': second({ ...same, CN: 'Pilot Hub Servers 2' }) })).toEqual([])
})

it('refuses the name of another CA, on the later path', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/servers-2.pem': second(same) })).toEqual(['chain/ca-name-reused hub/ca/servers.pem'])
})

it('refuses it on the newcomer where there is a base', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/servers-2.pem': second(same) }, { base: hubFiles(hub) })).toEqual([
    'chain/ca-name-reused hub/ca/servers-2.pem',
  ])
})

it('takes another certificate of the same key under the same name', () => {
  const again = hub.root.issueCa({ subject: same, key: hub.servers.key, ca: { pathLength: 0 }, notAfter: new Date('2034-01-01T00:00:00Z') }).pem
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/servers-2.pem': again })).not.toContain('chain/ca-name-reused hub/ca/servers.pem')
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/servers-2.pem': again })).not.toContain('chain/ca-name-reused hub/ca/servers-2.pem')
})

it('says whose name it is, and judges the CAs of the Hub only', () => {
  const files = { ...hubFiles(hub), 'hub/ca/servers-2.pem': second(same), 'dfsps/greenbank/ca/root.pem': testCa({ subject: same }).pem }
  const found = findings(['certificate'], files).filter(({ code }) => code === 'chain/ca-name-reused')
  expect(found.map(({ path, message }) => [path, message])).toEqual([
    ['hub/ca/servers.pem', 'The subject "C=TZ, O=Pilot Hub Ltd, CN=Pilot Hub Servers" is already that of "hub/ca/servers-2.pem", which has another key.'],
  ])
})
