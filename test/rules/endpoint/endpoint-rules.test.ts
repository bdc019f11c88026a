import { describe, expect, it } from 'vitest'
import { edited, type FileContents, sampleEnvironment } from '../../support/environment.ts'
import { newFindings } from '../../support/new-findings.ts'

const GREEN = 'dfsps/greenbank/endpoints.yaml'
const BLUE = 'dfsps/bluebank/endpoints.yaml'

interface Endpoints {
  readonly egress: readonly string[]
  readonly base?: string
  readonly resources?: Readonly<Record<string, string>>
  readonly addresses?: readonly string[]
}

/** endpoints.yaml: networks from line 2 on, then callbacks, base, resources and addresses, a line each. */
function endpoints({ egress, base = 'https://mojaloop.greenbank.example:8443/fspiop', resources = {}, addresses = ['203.0.113.10'] }: Endpoints): string {
  const lines = egress.map((cidr) => `  - ${cidr.startsWith('{') ? cidr : `{ cidr: "${cidr}" }`}`)
  return [
    'egress:',
    ...lines,
    'callbacks:',
    `  base: ${JSON.stringify(base)}`,
    `  resources: ${JSON.stringify(resources)}`,
    `  addresses: ${JSON.stringify(addresses)}`,
    '',
  ].join('\n')
}

function findings(text: string, more: FileContents = {}): readonly string[] {
  return newFindings({ [GREEN]: text, ...more })
}

const cidr = (text: string): readonly string[] => findings(endpoints({ egress: [text] }))

const tier = (name: string): FileContents => edited('environment.yaml', 'tier: pre-production', `tier: ${name}`)

describe('an address', () => {
  it.each(['198.51.100.32/29', '198.51.100.0/28', '192.168.4.0/24', '8.8.8.0/24', '2001:db8::/48', 'fd00::/64'])(
    '%s is accepted where policy allows private and documentation space',
    (text) => {
      expect(cidr(text)).toEqual([])
    },
  )

  it.each(['198.51.100.33/29', '010.0.0.1/32', '198.51.100.1', '2001:DB8::/48', '::ffff:198.51.100.1/128', '198.51.100.0/029', 'example.org', ''])(
    '"%s" is endpoint/cidr, alone',
    (text) => {
      expect(cidr(text)).toEqual([`endpoint/cidr ${GREEN}:2`])
    },
  )

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0/8', '8.0.0.0/23', '2a00::/47'])('%s is endpoint/cidr-too-wide, alone', (text) => {
    expect(cidr(text)).toEqual([`endpoint/cidr-too-wide ${GREEN}:2`])
  })

  it.each(['127.0.0.1/32', '169.254.169.254/32', '100.64.0.0/24', '224.0.0.0/24', '2002::/48', '2001::/48', 'fe80::/64', '0.0.0.0/32', '240.0.0.0/24'])(
    '%s is endpoint/cidr-reserved, alone',
    (text) => {
      expect(cidr(text)).toEqual([`endpoint/cidr-reserved ${GREEN}:2`])
    },
  )

  it.each([
    ['10.0.0.0/8', 'endpoint/cidr-too-wide'],
    ['10.1.2.0/24', 'endpoint/cidr-reserved'],
    ['203.0.113.0/29', 'endpoint/cidr-reserved'],
    ['2001:db8::/48', 'endpoint/cidr-reserved'],
  ])('%s is %s in production, whatever the policy allows', (text, code) => {
    expect(findings(endpoints({ egress: [text] }), tier('production')).filter((line) => line.endsWith(`${GREEN}:2`))).toEqual([`${code} ${GREEN}:2`])
  })

  it('of a callback is judged like one of egress', () => {
    expect(findings(endpoints({ egress: ['198.51.100.32/29'], addresses: ['169.254.169.254', '203.0.113.10/32'] }))).toEqual([
      `endpoint/cidr-reserved ${GREEN}:6`,
      `endpoint/cidr ${GREEN}:6`,
    ])
  })
})

describe('an overlap', () => {
  it.each(['203.0.113.16/29', '203.0.113.0/24', '203.0.113.17/32'])('of %s with another DFSP is on the later path', (text) => {
    expect(cidr(text)).toEqual([`endpoint/cidr-overlap ${GREEN}:2`])
  })

  it('is on the newcomer where base has one of them, though its path be the earlier', () => {
    const files = edited(BLUE, '203.0.113.16/29', '198.51.100.16/30')
    expect(newFindings(files)).toEqual([`endpoint/cidr-overlap ${GREEN}:2`])
    expect(newFindings(files, { base: sampleEnvironment(), actor: 1002 })).toEqual([`endpoint/cidr-overlap ${BLUE}:2`])
  })

  it.each(['192.0.2.10/32', '192.0.2.20/32', '192.0.2.0/24'])('of %s with the Hub is on the DFSP', (text) => {
    expect(cidr(text)).toEqual([`endpoint/cidr-overlap ${GREEN}:2`])
  })

  it('of a callback address with the Hub is refused, with another DFSP not', () => {
    expect(findings(endpoints({ egress: ['198.51.100.32/29'], addresses: ['192.0.2.10'] }))).toEqual([`endpoint/cidr-overlap ${GREEN}:6`])
    expect(findings(endpoints({ egress: ['198.51.100.32/29'], addresses: ['203.0.113.17'] }))).toEqual([])
  })

  it('that both sides declare is accepted, one that only one declares is not', () => {
    const blue = edited(BLUE, 'note: Data centre A', 'sharedWith: [greenbank]')
    const green = endpoints({ egress: ['{ cidr: 203.0.113.16/29, sharedWith: [bluebank] }'] })
    expect(findings(green, blue)).toEqual([])
    expect(findings(green)).toEqual([`endpoint/cidr-overlap ${GREEN}:2`])
    expect(findings(endpoints({ egress: ['203.0.113.16/29'] }), blue)).toEqual([`endpoint/cidr-overlap ${GREEN}:2`])
  })

  it('with a DFSP that has left is none', () => {
    const left = edited('dfsps/bluebank/dfsp.yaml', 'status: active', 'status: left')
    expect(findings(endpoints({ egress: ['203.0.113.16/29'] }), left).filter((line) => line.includes('overlap'))).toEqual([])
  })
})

describe('a callback', () => {
  const callback = (base: string): readonly string[] => findings(endpoints({ egress: ['198.51.100.32/29'], base })).filter((line) => line.includes('endpoint/'))

  it.each([
    'http://mojaloop.greenbank.example/fspiop',
    'https://user:pass@mojaloop.greenbank.example/fspiop',
    'https://mojaloop.greenbank.example/fspiop?a=b',
    'https://mojaloop.greenbank.example/fspiop#a',
    'https://mojaloop.greenbank.example/fsp\u0001iop',
    'https://mojaloop.greenbank.example/fspiop;v=1',
    'https://mojaloop.greenbank.example:99999/fspiop',
    'mojaloop.greenbank.example',
  ])('to %j is endpoint/callback-url, alone', (base) => {
    expect(callback(base)).toEqual([`endpoint/callback-url ${GREEN}:4`])
  })

  it.each([
    'https://203.0.113.10/fspiop',
    'https://[2001:db8::1]/fspiop',
    'https://localhost/fspiop',
    'https://gw.local/fspiop',
    'https://*.greenbank.example/fspiop',
    'https://interop.pilot.example/fspiop',
    'https://iam.pilot.example:1/',
    'https://2130706433/',
  ])('to %s is endpoint/callback-host, alone', (base) => {
    expect(callback(base)).toEqual([`endpoint/callback-host ${GREEN}:4`])
  })

  it('to a port that policy does not name is endpoint/port', () => {
    expect(callback('https://mojaloop.greenbank.example:9443/fspiop')).toEqual([`endpoint/port ${GREEN}:4`])
  })

  it('of one resource is judged like the base', () => {
    const text = endpoints({
      egress: ['198.51.100.32/29'],
      resources: { quotes: 'http://q.greenbank.example/', parties: 'https://mojaloop.greenbank.example:1/' },
    })
    expect(findings(text).filter((line) => line.startsWith('endpoint/'))).toEqual([`endpoint/callback-url ${GREEN}:5`, `endpoint/port ${GREEN}:5`])
  })

  it('without addresses is a warning in a sandbox and an error elsewhere', () => {
    const text = endpoints({ egress: ['198.51.100.32/29'], addresses: [] })
    expect(findings(text)).toEqual([`endpoint/callback-address ${GREEN}:6`])
    expect(findings(text, tier('sandbox'))).toEqual([`warning endpoint/callback-address ${GREEN}:6`])
  })
})

it('finds more networks than the budget allows', () => {
  const many = Array.from({ length: 65 }, (_, index) => `203.0.112.${index}/32`)
  expect(findings(endpoints({ egress: many }))).toEqual([`endpoint/address-budget ${GREEN}:66`])
  expect(findings(endpoints({ egress: many.slice(0, 64) }))).toEqual([])
})

describe("the Hub's own endpoints", () => {
  const HUB = 'hub/endpoints.yaml'
  it.each([
    ['addresses: [192.0.2.10]', 'addresses: [192.0.2.010]', 'endpoint/cidr', 1],
    ['192.0.2.20/32', '192.0.2.21/31', 'endpoint/cidr', 2],
    ['from: []', 'from: [10.0.0.1/8]', 'endpoint/cidr', 1],
    ['bind: "127.0.0.1:8081"', 'bind: "localhost:8081"', 'endpoint/port', 4],
    ['base: "http://127.0.0.1:8080"', 'base: "http://127.0.0.1:8080/?x"', 'endpoint/callback-url', 3],
    ['url: https://iam', 'url: http://iam', 'endpoint/callback-url', 5],
    ['host: interop.pilot.example', 'host: "interop.pilot.example;"', 'endpoint/callback-host', 1],
  ])('with %s as %s are %s', (from, to, code, line) => {
    expect(newFindings(edited(HUB, from, to)).filter((found) => found.startsWith('endpoint/'))).toEqual([`${code} ${HUB}:${line}`])
  })
})
