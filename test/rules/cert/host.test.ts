import { expect, it } from 'vitest'
import { endpointsYaml, greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'

const dns = (...hosts: string[]) => ({ names: hosts.map((value) => ({ kind: 'dns' as const, value })) })
const quotes = { quotes: 'https://quotes.server.example/fspiop' }

it.each([
  ['the host', dns('server.example'), endpointsYaml()],
  ['a wildcard over the host', dns('*.server.example'), endpointsYaml('https://fspiop.server.example:8443/')],
  ['every host', dns('server.example', 'quotes.server.example'), endpointsYaml('https://server.example', quotes)],
])('takes a certificate for %s', (_, names, endpoints) => {
  expect(judge(['certificate'], serverFiles(names, endpoints))).toEqual([])
})

it.each([
  ['without the host', dns('other.example'), endpointsYaml()],
  ['with a wildcard over two labels', dns('*.example'), endpointsYaml('https://a.server.example')],
  ['without names', dns(), endpointsYaml()],
  ['for one host of two', dns('server.example'), endpointsYaml('https://server.example', quotes)],
])('refuses a certificate %s', (_, names, endpoints) => {
  expect(judge(['certificate'], serverFiles(names, endpoints))).toEqual([`cert/host ${SERVER}`])
})

it('lets two certificates share the hosts', () => {
  const other = { 'dfsps/greenbank/server/quotes.pem': greenRoot.issue(dns('quotes.server.example')).pem }
  expect(judge(['certificate'], serverFiles(dns('server.example'), { ...endpointsYaml('https://server.example', quotes), ...other }))).toEqual([])
})

it('says which host is missing and which are there', () => {
  const [finding] = findings(['certificate'], serverFiles(dns('other.example'), endpointsYaml()))
  expect(finding?.message).toBe('The certificate does not cover "server.example"; it is for "other.example".')
})
