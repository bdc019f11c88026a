import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'

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
