import { expect, it } from 'vitest'
import { greenRoot, serverFiles } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'

const soon = { notAfter: new Date('2026-12-03T12:00:00Z') }

it('says nothing of a certificate that lasts longer than the policy asks', () => {
  expect(judge(['certificate'], serverFiles({ notAfter: new Date('2026-12-24T12:00:01Z') }))).toEqual([])
})

it('warns from the day that the policy names', () => {
  const [finding] = findings(['certificate'], serverFiles(soon))
  expect([finding?.severity, finding?.code, finding?.message]).toEqual([
    'warning',
    'cert/expiring',
    'The certificate expires on 2026-12-03T12:00:00Z, in 10 days.',
  ])
})

it('says nothing once a longer one is in force', () => {
  expect(judge(['certificate'], serverFiles(soon, { 'dfsps/greenbank/server/2026-12.pem': greenRoot.issue().pem }))).toEqual([])
  expect(judge(['certificate'], serverFiles(soon, { 'dfsps/greenbank/server/2026-10.pem': greenRoot.issue(soon).pem }))).toHaveLength(2)
})
