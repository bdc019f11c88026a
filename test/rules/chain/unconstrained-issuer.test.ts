import { expect, it } from 'vitest'
import { basicConstraints, extendedKeyUsage, type NameInput, nameConstraints } from '../../../src/pki/build-extensions.ts'
import { findings, judge } from '../../support/judge.ts'
import { clientsExtensions, hubFiles, testHub } from '../../support/parties.ts'
import { testKey } from '../../support/pki.ts'

const hub = testHub()

it("takes the Hub's CAs as init makes them", () => {
  expect(judge(['certificate'], hubFiles(hub))).toEqual([])
})

it('refuses a CA for clients without constraints', () => {
  const clients = hub.root.issueCa({ subject: { CN: 'Free' }, ca: { pathLength: 0 }, extraExtensions: [extendedKeyUsage('clientAuth')] })
  const found = findings(['certificate'], { ...hubFiles(hub), 'hub/ca/clients.pem': clients.pem })
  expect(found.map(({ code, path }) => [code, path])).toEqual([['chain/unconstrained-issuer', 'hub/ca/clients.pem']])
  expect(found[0]?.message).toMatch(/^The CA that issues client certificates lacks critical name constraints/)
})

it('refuses one that may have CAs below it', () => {
  const key = testKey()
  const [, ...rest] = clientsExtensions(hub.root.keyIdentifier, key.spki)
  const clients = hub.root.issueCa({ key, subject: { CN: 'Deep' }, ca: { pathLength: null }, extensions: [basicConstraints({ pathLength: null }), ...rest] })
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/clients.pem': clients.pem })).toEqual(['chain/unconstrained-issuer hub/ca/clients.pem'])
})

const everyHost: NameInput = { kind: 'dns', value: '' }
const [four, six]: [NameInput, NameInput] = [
  { kind: 'ip', bytes: new Uint8Array(8) },
  { kind: 'ip', bytes: new Uint8Array(32) },
]
const domain: NameInput = { kind: 'uri', value: 'pilot.example' }
interface Limits {
  readonly purposes: readonly ('clientAuth' | 'serverAuth')[]
  readonly permitted: readonly NameInput[]
  readonly excluded: readonly NameInput[]
  readonly pathLength: number
}
const good: Limits = { purposes: ['clientAuth'], permitted: [domain], excluded: [everyHost, four, six], pathLength: 0 }

/** What is said of a CA for clients that has these limits. */
function lacking(change: Partial<Limits>): string[] {
  const { purposes, permitted, excluded, pathLength } = { ...good, ...change }
  const extraExtensions = [...(purposes.length === 0 ? [] : [extendedKeyUsage(...purposes)]), nameConstraints({ permitted, excluded })]
  const clients = hub.root.issueCa({ subject: { CN: 'Other' }, ca: { pathLength }, extraExtensions })
  return findings(['certificate'], { ...hubFiles(hub), 'hub/ca/clients.pem': clients.pem }).map(({ code, message }) => `${code}: ${message}`)
}

const says = (what: string): string[] => [
  `chain/unconstrained-issuer: The CA that issues client certificates lacks ${what}; whoever steals its key could impersonate the Hub.`,
]
const NAMES = 'critical name constraints that permit URIs of the trust domain and exclude DNS names and addresses'

it('takes one with all of it', () => {
  expect(lacking({})).toEqual([])
  expect(
    lacking({ permitted: [{ kind: 'dns', value: 'a.example' }, domain], excluded: [six, { kind: 'email', value: 'a.example' }, four, everyHost] }),
  ).toEqual([])
})

it.each<[string, Partial<Limits>, string]>([
  ['that may have a CA below it', { pathLength: 1 }, 'a path length of 0'],
  ['for any purpose', { purposes: [] }, 'an extended key usage of clientAuth alone'],
  ['for servers too', { purposes: ['clientAuth', 'serverAuth'] }, 'an extended key usage of clientAuth alone'],
  ['that permits no URI', { permitted: [{ kind: 'email', value: 'pilot.example' }] }, NAMES],
  ['that permits every URI', { permitted: [domain, { kind: 'uri', value: '' }] }, NAMES],
  ['that excludes one host only', { excluded: [{ kind: 'dns', value: 'a.example' }, four, six] }, NAMES],
  ['that excludes no host', { excluded: [four, six] }, NAMES],
  ['that excludes one network only', { excluded: [everyHost, { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }, six] }, NAMES],
  ['that excludes no IPv4 address', { excluded: [everyHost, six] }, NAMES],
  ['that excludes no IPv6 address', { excluded: [everyHost, four] }, NAMES],
])('refuses one %s', (_, change, what) => {
  expect(lacking(change)).toEqual(says(what))
})

it('leaves every other CA of the Hub alone', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), 'hub/ca/other.pem': hub.root.issueCa({ subject: { CN: 'Other' } }).pem })).toEqual([])
})
