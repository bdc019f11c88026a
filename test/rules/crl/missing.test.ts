import { expect, it } from 'vitest'
import { findings } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'
import { testCa } from '../../support/pki.ts'

const hub = testHub()
const crls = { 'hub/crl/root.pem': hub.root.crl().pem, 'hub/crl/servers.pem': hub.servers.crl().pem, 'issued/crl/clients.pem': hub.clients.crl().pem }
const judged = (files: Readonly<Record<string, string>>) =>
  findings(['environment'], { 'environment.yaml': '', ...files })
    .filter(({ code }) => code === 'crl/missing')
    .map(({ severity, path }) => `${severity} ${path}`)

it('takes a Hub with a CRL for every CA', () => {
  expect(judged({ ...hubFiles(hub), ...crls })).toEqual([])
})

it('warns of CAs without one', () => {
  expect(judged(hubFiles(hub))).toEqual(['warning hub/crl/root.pem', 'warning issued/crl/clients.pem', 'warning issued/crl/servers.pem'])
})

it('refuses a CA that issued and has none', () => {
  const { 'issued/crl/clients.pem': _, ...others } = crls
  expect(judged({ ...hubFiles(hub), ...issuedFiles(hub).files, ...others })).toEqual(['error issued/crl/clients.pem'])
})

it('asks for none of a cross-certificate, whose CA has one', () => {
  const next = testCa({ subject: { CN: 'Next Root' } })
  const cross = hub.root.issueCa({ subject: { CN: 'Next Root' }, key: next.key })
  const stray = hub.root.issueCa({ subject: { CN: 'Next Root' } })
  const rolled = (pem: string) =>
    judged({ ...hubFiles(hub), ...crls, 'hub/ca/next.pem': next.pem, 'hub/crl/next.pem': next.crl().pem, 'hub/ca/cross.pem': pem })
  expect(rolled(cross.pem)).toEqual([])
  expect(rolled(stray.pem)).toEqual(['warning issued/crl/cross.pem'])
  expect(judged({ ...hubFiles(hub), ...crls, 'hub/ca/cross.pem': cross.pem })).toEqual(['warning issued/crl/cross.pem'])
  expect(judged({ ...hubFiles(hub), ...crls, 'hub/ca/next.pem': next.pem, 'hub/ca/cross.pem': cross.pem })).toEqual(['warning hub/crl/next.pem'])
})
