import { expect, it } from 'vitest'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'

it('takes exactly what the policy allows', () => {
  expect(judge(['certificate'], serverFiles({ notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2029-02-03T00:00:00Z') }))).toEqual([])
})

it('refuses a second more', () => {
  expect(judge(['certificate'], serverFiles({ notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2029-02-03T00:00:01Z') }))).toEqual([
    `cert/validity-too-long ${SERVER}`,
  ])
})

it('leaves what was issued under an older policy in force, with a notice', () => {
  const hub = testHub()
  const { path, files } = issuedFiles(hub, { notAfter: new Date('2030-01-01T00:00:00Z') })
  expect(judge(['certificate'], { ...hubFiles(hub), ...files })).toEqual([`notice cert/validity-too-long ${path}`])
})
