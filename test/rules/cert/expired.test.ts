import { expect, it } from 'vitest'
import { greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { dfspYaml, findings, judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'

const over = { notAfter: new Date('2026-11-10T00:00:00Z') }

it('takes a certificate until its last second', () => {
  expect(judge(['certificate'], serverFiles(over), { at: new Date('2026-11-09T23:59:59Z') })).toEqual([`warning cert/expiring ${SERVER}`])
  expect(judge(['certificate'], serverFiles(over), { at: new Date('2026-11-10T00:00:00Z') })).toEqual([`warning cert/expiring ${SERVER}`])
})

it('refuses one that has expired, and says when', () => {
  const found = findings(['certificate'], serverFiles(over))
  expect(found.map(({ code, path, message, hint }) => [code, path, message, hint])).toEqual([
    ['cert/expired', SERVER, 'The certificate expired on 2026-11-10T00:00:00Z.', 'muhuri renew greenbank --dir . --what server'],
  ])
})

it('is a notice while another of its kind is in force', () => {
  expect(judge(['certificate'], serverFiles(over, { 'dfsps/greenbank/server/2026-12.pem': greenRoot.issue().pem }))).toEqual([`notice cert/expired ${SERVER}`])
})

it('is a notice for a DFSP that left', () => {
  expect(judge(['certificate'], serverFiles(over, { 'dfsps/greenbank/dfsp.yaml': dfspYaml({ status: 'left' }) }))).toEqual([`notice cert/expired ${SERVER}`])
})

it('says both of an issued certificate that is revoked and over: a notice each', () => {
  const hub = testHub()
  const { path, files } = issuedFiles(hub, over)
  const revoked = { 'revoked/0A0B.yaml': 'reason: superseded\nat: 2026-11-05T00:00:00Z\nby: greenbank\n' }
  expect(judge(['certificate'], { ...hubFiles(hub), ...files, ...revoked })).toEqual([`notice cert/expired ${path}`, `notice cert/revoked ${path}`])
})
