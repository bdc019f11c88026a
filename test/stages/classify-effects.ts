import type { LocationKind } from '../../src/model/layout.ts'
import type { ChangeClass } from '../../src/model/plan.ts'
import { edited, type FileContents, sampleFiles } from '../support/environment.ts'
import { testCa, testCrl, testCsr, testKey } from '../support/pki.ts'
import { nameOf } from '../support/sample-authorities.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'
import { sampleKey } from '../support/sample-keys.ts'
import { sampleProof } from '../support/sample-proof.ts'

/** What a change of one place does, and the class that it comes to. */
export interface Effect {
  readonly kind: LocationKind
  readonly path: string
  readonly change: 'added' | 'modified' | 'deleted'
  readonly effect: string
  readonly expected: ChangeClass
  readonly before: FileContents
  readonly after: FileContents
}

const D = 'dfsps/greenbank'
const text = (path: string): string => sampleFiles().get(path) ?? ''
const own = (path: string): string => text(`${D}/${path}`)
const others = (path: string): string => text(`dfsps/bluebank/${path}`)

const jws = sampleKey('greenbank-jws-2026-11')
const next = testKey('rsa2048', 'another')
const nextClient = testKey('p256', 'next client')
const csr = (organization: string): string => testCsr({ key: nextClient, subject: nameOf({ country: 'TZ', organization, commonName: 'greenbank' }) }).pem
const around = (pem: string): string => `in the words of some tool\n${pem}`

const proven = (purpose: 'jws' | 'oauth', key = next, name = 'x'): FileContents => sampleProof('greenbank', { purpose, name, key, previous: jws })
const client = sampleProof('greenbank', { purpose: 'client', name: 'x', key: nextClient, previous: sampleKey('greenbank-client-2026-11') })
const server = sampleKey('greenbank-server-2026-11')
const serverProof = sampleProof('greenbank', { purpose: 'server', name: 'x', key: server, previous: sampleKey('greenbank-client-2026-11') })

const admitted = edited(`${D}/dfsp.yaml`, 'status: active', 'status: admitted')
const bare = (folder: string): FileContents =>
  Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith(`${D}/${folder}/`)).map((path) => [path, null]))

const ca = testCa()
const crl = (...serials: string[]): string =>
  testCrl(ca, { entries: serials.map((serial) => ({ serial, revokedAt: new Date('2026-11-01T00:00:00Z'), reason: null })) }).pem
const REVOKED = 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n'

type Row = readonly [path: string, effect: string, expected: ChangeClass, after: FileContents, before?: FileContents]

function rows(kind: LocationKind, change: Effect['change'], list: readonly Row[]): Effect[] {
  return list.map(([path, effect, expected, after, before = {}]) => ({ kind, path, change, effect, expected, before, after }))
}

const at = (path: string, contents: string | null, more: FileContents = {}): FileContents => ({ [path]: contents, ...more })
const CSR = `${D}/client/x.csr`
const SERVER = `${D}/server/x.pem`
const HUB_CLIENT = `${D}/hub-client/x.pem`
const JWS = `${D}/jws/x.pem`
const OAUTH = `${D}/oauth/x.pem`
const CRL = `${D}/crl/x.pem`
/** An OAuth key that base knows, with which the next is signed. */
const KNOWN_OAUTH = at(`${D}/oauth/a.pem`, testKey('rsa2048', 'oauth').publicPem)
const oauthProof = sampleProof('greenbank', { purpose: 'oauth', name: 'x', key: next, previous: testKey('rsa2048', 'oauth') })

/** Every effect that a row of the table tells from another. */
export const EFFECTS: readonly Effect[] = [
  ...rows('dfsp-profile', 'modified', [
    [`${D}/dfsp.yaml`, 'suspended, and nothing else', 'restrict', edited(`${D}/dfsp.yaml`, 'status: active', 'status: suspended')],
    [
      `${D}/dfsp.yaml`,
      'active again',
      'hub-admin',
      edited(`${D}/dfsp.yaml`, 'country: TZ', 'country: TZ'),
      edited(`${D}/dfsp.yaml`, 'status: active', 'status: suspended'),
    ],
    [`${D}/dfsp.yaml`, 'another role', 'hub-admin', edited(`${D}/dfsp.yaml`, '[payer, payee]', '[payer]')],
  ]),
  ...rows('dfsp-endpoints', 'modified', [
    [`${D}/endpoints.yaml`, 'a smaller network', 'restrict', edited(`${D}/endpoints.yaml`, '198.51.100.16/29', '198.51.100.16/30')],
    [
      `${D}/endpoints.yaml`,
      'a smaller network of which something new is said',
      'hub-review',
      edited(`${D}/endpoints.yaml`, '198.51.100.16/29, note: Data centre A', '198.51.100.16/30, sharedWith: [bluebank]'),
    ],
    [`${D}/endpoints.yaml`, 'a greater network', 'hub-review', edited(`${D}/endpoints.yaml`, '198.51.100.16/29', '198.51.100.16/28')],
    [`${D}/endpoints.yaml`, 'a network elsewhere of the same size', 'hub-review', edited(`${D}/endpoints.yaml`, '198.51.100.16/29', '198.51.100.24/29')],
  ]),
  ...(['ca', 'server-ca'] as const).flatMap((folder) =>
    rows(folder === 'ca' ? 'dfsp-ca' : 'dfsp-server-ca', 'added', [
      [
        `${D}/${folder}/x.pem`,
        'a first one, while being admitted',
        'hub-review',
        at(`${D}/${folder}/x.pem`, own('ca/root.pem')),
        { ...admitted, ...bare('ca') },
      ],
      [`${D}/${folder}/x.pem`, 'a second one', 'hub-admin', at(`${D}/${folder}/x.pem`, others('ca/root.pem'))],
      [`${D}/${folder}/x.pem`, 'a first one of an active DFSP', 'hub-admin', at(`${D}/${folder}/x.pem`, own('ca/root.pem')), bare('ca')],
    ]),
  ),
  ...rows('dfsp-server', 'added', [
    [SERVER, 'equal to the one before, with a proof', 'self-service', at(SERVER, own('server/2026-11.pem'), serverProof)],
    [SERVER, 'equal to the one before, without a proof', 'hub-review', at(SERVER, own('server/2026-11.pem'))],
    [SERVER, 'of other names under a known CA', 'hub-review', at(SERVER, own('hub-client/2026-11.pem'))],
    [SERVER, 'under a CA that base does not have', 'hub-admin', at(SERVER, others('server/2026-11.pem'))],
  ]),
  ...rows('dfsp-server', 'modified', [
    [`${D}/server/2026-11.pem`, 'the same certificate written anew', 'self-service', at(`${D}/server/2026-11.pem`, around(own('server/2026-11.pem')))],
    [`${D}/server/2026-11.pem`, 'of another CA', 'hub-admin', at(`${D}/server/2026-11.pem`, others('server/2026-11.pem'))],
  ]),
  ...rows('dfsp-server', 'deleted', [
    [`${D}/server/2026-11.pem`, 'the last', 'hub-admin', at(`${D}/server/2026-11.pem`, null)],
    [SERVER, 'not the last', 'restrict', at(SERVER, null), at(SERVER, own('server/2026-11.pem'))],
  ]),
  ...rows('dfsp-client', 'added', [
    [CSR, 'of the same subject, with a proof', 'self-service', at(CSR, csr('Green Bank Ltd'), client)],
    [CSR, 'of the same subject, without a proof', 'hub-review', at(CSR, csr('Green Bank Ltd'))],
    [CSR, 'of another subject, with a proof', 'hub-review', at(CSR, csr('Another Ltd'), client)],
  ]),
  ...rows('dfsp-client', 'modified', [
    [CSR, 'of the same subject, with a proof', 'self-service', at(CSR, csr('Green Bank Ltd'), client), at(CSR, own('client/2026-11.csr'))],
    [CSR, 'of the same subject, without a proof', 'hub-review', at(CSR, csr('Green Bank Ltd')), at(CSR, own('client/2026-11.csr'))],
  ]),
  ...rows('dfsp-hub-client', 'added', [
    [HUB_CLIENT, 'equal to the one before', 'self-service', at(HUB_CLIENT, own('hub-client/2026-11.pem'))],
    [HUB_CLIENT, "another DFSP's", 'hub-admin', at(HUB_CLIENT, others('hub-client/2026-11.pem'))],
  ]),
  ...rows('dfsp-hub-client', 'modified', [
    [`${D}/hub-client/2026-11.pem`, 'the same written anew', 'self-service', at(`${D}/hub-client/2026-11.pem`, around(own('hub-client/2026-11.pem')))],
    [`${D}/hub-client/2026-11.pem`, "another DFSP's", 'hub-admin', at(`${D}/hub-client/2026-11.pem`, others('hub-client/2026-11.pem'))],
  ]),
  ...rows('dfsp-hub-client', 'deleted', [
    [`${D}/hub-client/2026-11.pem`, 'the last', 'hub-admin', at(`${D}/hub-client/2026-11.pem`, null)],
    [HUB_CLIENT, 'not the last', 'restrict', at(HUB_CLIENT, null), at(HUB_CLIENT, own('hub-client/2026-11.pem'))],
  ]),
  ...rows('dfsp-jws', 'added', [
    [JWS, 'with a proof', 'self-service', at(JWS, next.publicPem, proven('jws'))],
    [JWS, 'without a proof', 'hub-review', at(JWS, next.publicPem)],
    [JWS, 'a first one, while being admitted', 'hub-review', at(JWS, next.publicPem), { ...admitted, ...bare('jws') }],
    [JWS, 'a first one of an active DFSP', 'hub-admin', at(JWS, next.publicPem), bare('jws')],
  ]),
  ...rows('dfsp-jws', 'modified', [
    [`${D}/jws/2026-11.pem`, 'the same key written anew', 'self-service', at(`${D}/jws/2026-11.pem`, around(own('jws/2026-11.pem')))],
    [`${D}/jws/2026-11.pem`, 'another key, with a proof', 'hub-review', at(`${D}/jws/2026-11.pem`, next.publicPem, proven('jws', next, '2026-11'))],
  ]),
  ...rows('dfsp-jws', 'deleted', [
    [`${D}/jws/2026-11.pem`, 'the last', 'hub-admin', at(`${D}/jws/2026-11.pem`, null)],
    [JWS, 'not the last', 'restrict', at(JWS, null), at(JWS, next.publicPem)],
  ]),
  ...rows('dfsp-jws-schedule', 'added', [
    [`${D}/jws/x.yaml`, 'another key has no end', 'self-service', at(`${D}/jws/x.yaml`, 'retireAfter: 2027-12-01T00:00:00Z\n'), at(JWS, next.publicPem)],
    [`${D}/jws/2026-11.yaml`, 'the only key ends', 'hub-review', at(`${D}/jws/2026-11.yaml`, 'retireAfter: 2027-12-01T00:00:00Z\n')],
  ]),
  ...rows('dfsp-oauth', 'added', [
    [OAUTH, 'with a proof', 'self-service', at(OAUTH, next.publicPem, oauthProof), KNOWN_OAUTH],
    [OAUTH, 'without a proof', 'hub-review', at(OAUTH, next.publicPem), KNOWN_OAUTH],
    [OAUTH, 'with the proof of a JWS key', 'hub-review', at(OAUTH, next.publicPem, proven('jws')), KNOWN_OAUTH],
    [OAUTH, 'a first one of an active DFSP', 'hub-admin', at(OAUTH, next.publicPem)],
  ]),
  ...rows('dfsp-oauth', 'modified', [
    [`${D}/oauth/a.pem`, 'the same key written anew', 'self-service', at(`${D}/oauth/a.pem`, around(testKey('rsa2048', 'oauth').publicPem)), KNOWN_OAUTH],
    [`${D}/oauth/a.pem`, 'another key', 'hub-review', at(`${D}/oauth/a.pem`, next.publicPem), KNOWN_OAUTH],
  ]),
  ...rows('dfsp-oauth', 'deleted', [
    [`${D}/oauth/a.pem`, 'the last', 'hub-admin', at(`${D}/oauth/a.pem`, null), KNOWN_OAUTH],
    [OAUTH, 'not the last', 'restrict', at(OAUTH, null), { ...KNOWN_OAUTH, [OAUTH]: next.publicPem }],
  ]),
  ...rows('dfsp-crl', 'modified', [
    [CRL, 'lists all that the old one did, and more', 'restrict', at(CRL, crl('0A', '0B')), at(CRL, crl('0A'))],
    [CRL, 'forgets one', 'hub-review', at(CRL, crl('0B')), at(CRL, crl('0A', '0B'))],
  ]),
  ...rows('revoked', 'added', [
    [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`, "a DFSP's certificate", 'restrict', at(`revoked/${SAMPLE_SERIALS.greenbank}.yaml`, REVOKED)],
    [`revoked/40${'02'.repeat(17)}.yaml`, 'a CA of the Hub', 'hub-admin', at(`revoked/40${'02'.repeat(17)}.yaml`, REVOKED)],
  ]),
]
