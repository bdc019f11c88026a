import { expect, it } from 'vitest'
import { time } from '../../../src/pki/der-write.ts'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { rawCrl } from '../../support/raw-crl.ts'

const hub = testHub()
const files = { ...hubFiles(hub), 'issued/crl/clients.pem': hub.clients.crl().pem }

it('takes a CRL until the next one is due', () => {
  expect(judge(['crl'], files, { at: new Date('2026-12-20T00:00:00Z') })).toEqual([])
})

it('refuses it after that', () => {
  expect(judge(['crl'], files, { at: new Date('2026-12-20T00:00:01Z') })).toEqual(['crl/expired issued/crl/clients.pem'])
})

it('refuses it before it begins, and takes it from its first second', () => {
  expect(judge(['crl'], files, { at: new Date('2026-11-19T23:59:59Z') })).toEqual(['crl/expired issued/crl/clients.pem'])
  expect(judge(['crl'], files, { at: new Date('2026-11-20T00:00:00Z') })).toEqual([])
})

const said = (more: Readonly<Record<string, string>>, at = '2026-12-20T00:00:01Z') =>
  findings(['crl'], { ...hubFiles(hub), [ROOT]: greenRoot.pem, ...more }, { at: new Date(at) }).map(({ message, hint }) => [message, hint])

it('says whose turn it is', () => {
  expect(said({ 'issued/crl/clients.pem': hub.clients.crl().pem })).toEqual([['The CRL ended on 2026-12-20T00:00:00Z.', 'muhuri sign --crl-only']])
  expect(said({ 'hub/crl/root.pem': hub.root.crl().pem })).toEqual([['The CRL ended on 2026-12-20T00:00:00Z.', 'muhuri crl issue --ca root --dir .']])
  expect(said({ 'dfsps/greenbank/crl/root.pem': greenRoot.crl().pem })).toEqual([['The CRL ended on 2026-12-20T00:00:00Z.', 'fetch the current CRL of the CA']])
})

it('refuses one that never ends', () => {
  const endless = rawCrl(hub.clients, { times: time(new Date('2026-11-20T00:00:00Z')) }).pem
  expect(said({ 'issued/crl/clients.pem': endless }, '2026-11-23T12:00:00Z')).toEqual([
    ['The CRL does not say when the next one comes (nextUpdate).', 'muhuri sign --crl-only'],
  ])
})

it('says from when one is valid that has not begun', () => {
  expect(said({ 'issued/crl/clients.pem': hub.clients.crl().pem }, '2026-11-19T00:00:00Z')).toEqual([
    ['The CRL is valid only from 2026-11-20T00:00:00Z.', 'set the clock of whoever made it right, then make it anew'],
  ])
})
