import { sha256Hex } from '../../src/pki/digest.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { render } from '../../src/stages/render.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../support/environment.ts'
import type { CorpusName } from './names.ts'
import { type Row, request } from './row.ts'

const PROFILE = 'dfsps/greenbank/dfsp.yaml'
const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'
const profile = sampleFiles().get(PROFILE) ?? ''
const cidr = (name: CorpusName, text: string, ...codes: readonly string[]): Row =>
  request({
    name,
    attack: text,
    files: edited(ENDPOINTS, '198.51.100.16/29', JSON.stringify(text)),
    expected: ['fail', ...codes.map((code) => `${code} ${ENDPOINTS}`)],
  })
const callback = (name: CorpusName, url: string, code: string): Row =>
  request({
    name,
    attack: JSON.stringify(url),
    files: edited(ENDPOINTS, 'https://mojaloop.greenbank.example:8443/fspiop', JSON.stringify(url)),
    expected: ['fail', `endpoint/${code} ${ENDPOINTS}`],
  })

/** What gateways would load holds the name nowhere as it stands: the files, of the Hub and of all, in which it does. */
const inGateways = (name: CorpusName, called: string): Row => ({
  name,
  attack: `a DFSP by the name ${called}`,
  expected: [],
  run: () => {
    const environment = sampleEnvironment({ files: edited(PROFILE, 'Green Bank Ltd', JSON.stringify(called)) })
    const { files } = render(desire(environment, check(environment, { at: SAMPLE_AT }).findings, SAMPLE_AT), { for: 'all' })
    if (!files.some(({ path }) => path.includes('nftables')) || !files.some(({ path }) => path.includes('haproxy'))) return ['nothing is rendered']
    return files.flatMap(({ path, text }) => (text.includes(called) ? [path] : []))
  },
})

/** greenbank with so many networks of one address. */
const networks = (count: number): FileContents =>
  edited(
    ENDPOINTS,
    '  - { cidr: 198.51.100.16/29, note: Data centre A }',
    Array.from({ length: count }, (_, index) => `  - { cidr: 198.51.100.${index}/32 }`).join('\n'),
  )

const waiver = (expires: string): string =>
  `code: cert/algorithm\npath: dfsps/greenbank/ca/root.pem\nsha256: ${sha256Hex(new TextEncoder().encode(sampleFiles().get('dfsps/greenbank/ca/root.pem')))}\nreason: Replaced.\napprover: 2002\nexpires: ${expires}\n`

/** YAML, addresses and URLs, what renders them, and what a change may do. */
export const documentRows: readonly Row[] = [
  request({
    name: 'yaml-anchor-bomb',
    attack: 'anchors of anchors',
    files: { [PROFILE]: `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${profile}` },
    expected: ['fail', `guard/last ${PROFILE}`, `schema/yaml ${PROFILE}`],
  }),
  request({
    name: 'yaml-dup-key',
    attack: 'the owners twice',
    files: { [PROFILE]: `${profile}owners: [1003]\n` },
    expected: ['fail', `guard/last ${PROFILE}`, `schema/yaml ${PROFILE}`],
  }),
  request({
    name: 'yaml-!!js',
    attack: 'a tag that runs code elsewhere',
    files: { [PROFILE]: `${profile}x: !!js/function "() => 1"\n` },
    expected: ['fail', `guard/last ${PROFILE}`, `schema/yaml ${PROFILE}`],
  }),
  request({
    name: 'yaml-norway',
    attack: 'a country that YAML 1.1 reads as false',
    files: edited(PROFILE, 'country: TZ', 'country: NO'),
    expected: ['hub-admin'],
  }),
  request({
    name: 'yaml-norway',
    attack: 'a word for false',
    files: edited(PROFILE, 'country: TZ', 'country: no'),
    expected: ['fail', 'guard/last dfsps/greenbank/dfsp.yaml', 'schema/invalid dfsps/greenbank/dfsp.yaml'],
  }),
  cidr('cidr-octal', '010.0.0.1/32', 'endpoint/cidr'),
  cidr('cidr-hostbits', '198.51.100.17/29', 'endpoint/cidr'),
  cidr('cidr-/0', '0.0.0.0/0', 'guard/grown', 'endpoint/cidr-too-wide'),
  cidr('cidr-/0', '::/0', 'endpoint/cidr-too-wide'),
  cidr('cidr-v4mapped', '::ffff:198.51.100.16/125', 'endpoint/cidr'),
  cidr('cidr-overlap-other-dfsp', '203.0.113.16/29', 'endpoint/cidr-overlap'),
  cidr('cidr-hub-range', '192.0.2.0/24', 'guard/grown', 'endpoint/cidr-overlap'),
  callback('fqdn-newline-yaml-injection', 'https://a.greenbank.example/\nowners: [1003]', 'callback-url'),
  callback('fqdn-punycode-confusable', 'https://mojaloop.gr\u0435enbank.example/', 'callback-url'),
  request({
    name: 'fqdn-punycode-confusable',
    attack: 'the same host in Punycode, which no certificate of greenbank names',
    files: edited(ENDPOINTS, 'mojaloop.greenbank.example', 'mojaloop.xn--grenbank-9fg.example'),
    expected: ['fail', 'cert/host dfsps/greenbank/server/2026-11.pem'],
  }),
  callback('url-userinfo/port/file:', 'https://user:word@mojaloop.greenbank.example/', 'callback-url'),
  callback('url-userinfo/port/file:', 'https://mojaloop.greenbank.example:22/', 'port'),
  callback('url-userinfo/port/file:', 'file:///etc/passwd', 'callback-url'),
  callback('nginx-;-breakout', 'https://mojaloop.greenbank.example/a;return+200', 'callback-url'),
  inGateways('nft-comment-breakout', 'x" ; } accept #'),
  inGateways('haproxy-$-env', 'x" $HOME ${PATH} %[src]'),
  inGateways('nginx-;-breakout', "x'; return 200;"),
  request({
    name: 'base-policy-changed',
    attack: 'the head widens what the policy allows, and uses it at once',
    files: { ...edited('environment.yaml', 'minPrefixV4: 24', 'minPrefixV4: 8'), ...edited(ENDPOINTS, '198.51.100.16/29', '10.0.0.0/8') },
    actor: 2001,
    expected: ['fail', `guard/grown ${ENDPOINTS}`, `endpoint/cidr-too-wide ${ENDPOINTS}`],
  }),
  request({
    name: 'base-policy-changed',
    attack: 'base has narrowed what the head was made under',
    before: edited('environment.yaml', 'allow: [private, documentation]', 'allow: [documentation]'),
    files: edited(ENDPOINTS, '198.51.100.16/29', '10.1.2.0/29'),
    expected: ['fail', `endpoint/cidr-reserved ${ENDPOINTS}`],
  }),
  request({
    name: 'expired-approval',
    attack: 'what a waiver excused until yesterday',
    before: { 'waivers/old.yaml': waiver('2026-12-31') },
    files: { 'waivers/old.yaml': waiver('2026-11-22') },
    actor: 2001,
    expected: ['fail', 'waiver/expired waivers/old.yaml'],
  }),
  request({
    name: 'role-escalation',
    attack: 'a role more for oneself',
    files: edited(PROFILE, '[payer, payee]', '[payer, payee, fxp]'),
    expected: ['hub-admin'],
  }),
  request({
    name: 'role-escalation',
    attack: 'a role that nobody defined',
    files: edited(PROFILE, '[payer, payee]', '[payer, admin]'),
    expected: ['fail', 'access/unknown-role dfsps/greenbank/dfsp.yaml'],
  }),
  request({
    name: 'mass-delete-31%',
    attack: 'four of ten networks go, with something else',
    before: networks(9),
    files: { ...networks(5), 'hub/hub.yaml': `${sampleFiles().get('hub/hub.yaml')}# changed\n` },
    actor: 2001,
    expected: ['fail', 'guard/removed environment.yaml'],
  }),
]
