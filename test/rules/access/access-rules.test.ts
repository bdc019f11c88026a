import { describe, expect, it } from 'vitest'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { findingsIn, newFindings } from '../../support/new-findings.ts'
import { SAMPLE_SERIALS } from '../../support/sample-dfsp.ts'

const GREEN = 'dfsps/greenbank/dfsp.yaml'
const BLUE = 'dfsps/bluebank/dfsp.yaml'
const base = sampleEnvironment()

const green = (from: string, to: string): FileContents => edited(GREEN, from, to)
const access = (files: FileContents, options: Parameters<typeof newFindings>[1] = {}): readonly string[] =>
  newFindings(files, options).filter((line) => line.includes('access/') && !line.startsWith('notice'))
const confirmation = (fingerprints: Readonly<Record<string, string>>): string =>
  `dfsp: greenbank\nfingerprints: ${JSON.stringify(fingerprints)}\nchannel: phone\nat: 2026-11-20T10:00:00Z\nconfirmedBy: 2002\nwitness: 2003\n`

describe('access/unknown-role', () => {
  it('names a role that environment.yaml does not define', () => {
    expect(access(green('[payer, payee]', '[payer, admin]'))).toEqual([`access/unknown-role ${GREEN}:5`])
  })
})

describe('access/id-reused', () => {
  it('blames the later of two FspIds that differ in case only', () => {
    expect(access(green('country: TZ', 'country: TZ\nfspId: BlueBank'))).toEqual([`access/id-reused ${GREEN}:3`])
  })

  it('blames the newcomer, though its path be the earlier; it loses its own FspId as well', () => {
    const files = edited(BLUE, 'country: TZ', 'country: TZ\nfspId: GREENBANK')
    expect(access(files, { base, actor: 2001 })).toEqual([`access/id-reused ${BLUE}:3`, `access/id-reused ${BLUE}:3`])
  })

  it("keeps the Hub's own FspId for the Hub", () => {
    expect(access(green('country: TZ', 'country: TZ\nfspId: SWITCH'))).toEqual([`access/id-reused ${GREEN}:3`])
  })

  it('keeps the FspId of a DFSP that this change removes', () => {
    const gone = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('dfsps/bluebank/')).map((path) => [path, null]))
    expect(access({ ...gone, ...green('country: TZ', 'country: TZ\nfspId: bluebank') }, { base, actor: 2001 })).toEqual([
      `access/id-reused ${BLUE}`,
      `access/id-reused ${GREEN}:3`,
      `access/id-reused ${GREEN}:3`,
    ])
  })

  it('keeps an id under which certificates were issued', () => {
    const gone = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('dfsps/bluebank/')).map((path) => [path, null]))
    const before = sampleEnvironment({ files: gone })
    expect(findingsIn(base, { base: before, actor: 2001 }).filter((line) => line.includes('id-reused'))).toEqual([`access/id-reused ${BLUE}:1`])
  })
})

describe('access/oauth-client', () => {
  it('blames the later of two that have one client', () => {
    expect(access(green('client: greenbank', 'client: bluebank'))).toEqual([`access/oauth-client ${GREEN}:7`])
  })

  it('refuses what is not a client id', () => {
    expect(access(green('client: greenbank', 'client: "green bank"'))).toEqual([`access/oauth-client ${GREEN}:7`])
  })

  it('warns of an active DFSP without a client', () => {
    expect(access(green('oauth: { client: greenbank }\n', ''))).toEqual([`warning access/oauth-client ${GREEN}:1`])
  })

  it('warns of an environment without keys of the token issuer', () => {
    expect(access({ 'hub/oauth/2026-11.pem': null, 'hub/oauth/2026-11.yaml': null })).toEqual(['warning access/oauth-client environment.yaml:22'])
  })

  it('refuses a key without its kid, and a kid without its key', () => {
    expect(access({ 'hub/oauth/2026-11.yaml': null })).toEqual(['access/oauth-client hub/oauth/2026-11.pem'])
    expect(access({ 'hub/oauth/2026-11.pem': null })).toEqual(['access/oauth-client hub/oauth/2026-11.yaml'])
  })

  it('refuses an algorithm that environment.yaml does not accept', () => {
    expect(access(edited('hub/oauth/2026-11.yaml', 'RS256', 'ES256'))).toEqual(['access/oauth-client hub/oauth/2026-11.yaml:2'])
  })
})

describe('access/unconfirmed', () => {
  const dfsp = base.dfsps[1]
  const confirmed = {
    'ca/root': dfsp?.ca[0]?.parsed.ok ? dfsp.ca[0].parsed.facts.publicKey.sha256 : '',
    'jws/2026-11': dfsp?.jws[0]?.parsed.ok ? dfsp.jws[0].parsed.facts.sha256 : '',
  }

  it('is a notice where assurance is basic, and an error where it is strict', () => {
    expect(findingsIn(base)).toContain(`notice access/unconfirmed ${GREEN}:3`)
    expect(access(edited('environment.yaml', 'assurance: basic', 'assurance: strict'))).toContain(`access/unconfirmed ${GREEN}:3`)
  })

  it('is nothing once CA and first JWS key are confirmed', () => {
    expect(
      findingsIn(sampleEnvironment({ files: { 'confirmations/greenbank.yaml': confirmation(confirmed) } })).filter((line) => line.includes(GREEN)),
    ).toEqual([])
  })

  it.each(['ca/root', 'jws/2026-11'])('is for %s, where another fingerprint was confirmed of it', (place) => {
    const files = { 'confirmations/greenbank.yaml': confirmation({ ...confirmed, [place]: '1'.repeat(64) }) }
    expect(findingsIn(sampleEnvironment({ files }))).toContain(`notice access/unconfirmed ${GREEN}:3`)
  })
})

describe('access/left-unrevoked', () => {
  it('names a certificate in force of a DFSP that has left, until it is revoked', () => {
    const left = green('status: active', 'status: left')
    expect(access(left)).toEqual([`access/left-unrevoked ${GREEN}:3`])
    expect(access({ ...left, [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: cessationOfOperation\nat: 2026-11-20T10:00:00Z\nby: switch\n' })).toEqual(
      [],
    )
  })
})

describe('access/shared-ca', () => {
  it('blames the later of two DFSPs with one CA key', () => {
    expect(access({ 'dfsps/greenbank/ca/other.pem': sampleFiles().get('dfsps/bluebank/ca/root.pem') ?? '' })).toEqual([
      'access/shared-ca dfsps/greenbank/ca/other.pem',
    ])
  })

  it('blames a DFSP with a CA of the Hub', () => {
    expect(access({ 'dfsps/greenbank/ca/hub.pem': sampleFiles().get('hub/ca/root.pem') ?? '' })).toEqual(['access/shared-ca dfsps/greenbank/ca/hub.pem'])
  })
})

describe('access/status', () => {
  const change = (from: string, to: string): readonly string[] =>
    findingsIn(sampleEnvironment({ files: green('status: active', `status: ${to}`) }), {
      base: sampleEnvironment({ files: green('status: active', `status: ${from}`) }),
      actor: 2001,
    }).filter((line) => line.startsWith('access/status'))

  it.each([
    ['admitted', 'active'],
    ['admitted', 'suspended'],
    ['active', 'suspended'],
    ['suspended', 'active'],
    ['active', 'left'],
    ['suspended', 'left'],
  ])('lets %s become %s', (from, to) => {
    expect(change(from, to)).toEqual([])
  })

  it.each([
    ['active', 'admitted'],
    ['suspended', 'admitted'],
    ['left', 'active'],
    ['left', 'admitted'],
    ['left', 'suspended'],
  ])('does not let %s become %s', (from, to) => {
    expect(change(from, to)).toEqual([`access/status ${GREEN}:3`])
  })

  it('does not let a DFSP be active whose exchange is not complete', () => {
    const files = { 'dfsps/greenbank/jws/2026-11.pem': null }
    const before = sampleEnvironment({ files: { ...files, ...green('status: active', 'status: admitted') } })
    expect(findingsIn(sampleEnvironment({ files }), { base: before, actor: 2001 }).filter((line) => line.startsWith('access/status'))).toEqual([
      `access/status ${GREEN}:3`,
    ])
  })
})

describe('access/owner', () => {
  const note = edited('dfsps/greenbank/endpoints.yaml', 'Data centre A', 'Data centre B')
  const by = (actor: number | null, files: FileContents = note): readonly string[] => access(files, { base, actor })

  it('lets owners, admins and reviewers change a DFSP', () => {
    expect([1001, 2001, 2003].flatMap((actor) => by(actor))).toEqual([])
  })

  it.each([4711, 9001])('does not let %i change a DFSP, who is neither owner nor of the Hub', (actor) => {
    expect(by(actor)).toEqual(['access/owner dfsps/greenbank/endpoints.yaml'])
  })

  it('reads owners from base: a head cannot make its author one', () => {
    expect(by(4711, green('owners: [1001]', 'owners: [4711]'))).toEqual([`access/owner ${GREEN}`])
  })

  it('is one warning where the author is not known', () => {
    expect(by(null)).toEqual(['warning access/owner .'])
  })

  it('is not asked in a merge group', () => {
    expect(access(note, { base, actor: 4711, mergeGroup: true })).toEqual([])
  })
})

it('finds nothing of access/ but the notices in the sample', () => {
  expect(findingsIn(base, { at: SAMPLE_AT }).filter((line) => line.includes('access/') && !line.startsWith('notice'))).toEqual([])
})

describe('a DFSP that was served', () => {
  const gone = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('dfsps/bluebank/')).map((path) => [path, null]))

  it('does not disappear, so that its FspId and client are never free', () => {
    expect(access(gone, { base, actor: 2001 })).toEqual([`access/id-reused ${BLUE}`])
    expect(access({ ...gone, 'dfsps/bluebank/jws/2026-11.pem': sampleFiles().get('dfsps/bluebank/jws/2026-11.pem') ?? '' }, { base, actor: 2001 })).toEqual([
      `access/id-reused ${BLUE}`,
    ])
  })

  it('keeps its FspId, after it has left too', () => {
    const left = edited(BLUE, 'status: active', 'status: left')
    const other = { [BLUE]: String(left[BLUE]).replace('country: TZ', 'country: TZ\nfspId: other') }
    expect(findingsIn(sampleEnvironment({ files: other }), { base: sampleEnvironment({ files: left }), actor: 2001 })).toContain(`access/id-reused ${BLUE}:3`)
  })

  it('keeps its FspId and its client from others when it has left', () => {
    const left = sampleEnvironment({ files: edited(BLUE, 'status: active', 'status: left') })
    const taken = { ...edited(BLUE, 'status: active', 'status: left'), ...green('client: greenbank', 'client: bluebank') }
    expect(findingsIn(sampleEnvironment({ files: taken }), { base: left, actor: 2001 })).toContain(`access/oauth-client ${GREEN}:7`)
  })

  it('may disappear where the machine has never written of it', () => {
    const never = Object.fromEntries(
      [...sampleFiles().entries()].filter(([path, text]) => path.startsWith('issued/') && text.includes('bluebank')).map(([path]) => [path, null]),
    )
    const certificate = Object.fromEntries(
      [...sampleFiles().keys()].filter((path) => path.startsWith('issued/certificates/bluebank/')).map((path) => [path, null]),
    )
    const before = { ...never, ...certificate }
    expect(
      findingsIn(sampleEnvironment({ files: { ...before, ...gone } }), { base: sampleEnvironment({ files: before }), actor: 2001 }).filter((line) =>
        line.includes('id-reused'),
      ),
    ).toEqual([])
  })
})
