import { beforeAll, describe, expect, it } from 'vitest'
import { parseCertificatePem } from '../../../src/pki/certificate.ts'
import { parseCrlPem } from '../../../src/pki/crl.ts'
import type { CertificateFacts } from '../../../src/pki/facts.ts'
import { judged } from '../../../src/stages/rehearsal/judged.ts'
import { prepareRehearsal } from '../../../src/stages/rehearsal/prepare.ts'
import type { PreparedVariant } from '../../../src/stages/rehearsal/prepared.ts'
import { situationVariants } from '../../../src/stages/rehearsal/situations/situations.ts'
import { rehearsalTwin } from '../../../src/stages/rehearsal/twin.ts'
import { AT, random, type SmallEnvironment, signOnce, smallEnvironment } from '../../support/small-environment.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const PROFILE = 'dfsps/greenbank/dfsp.yaml'
let small: SmallEnvironment
let situations: readonly PreparedVariant[]

beforeAll(async () => {
  small = await smallEnvironment()
  await signOnce(small)
  const { contents } = small.folder
  contents.set(PROFILE, contents.get(PROFILE)?.replace('status: admitted', 'status: active') ?? '')
  const { prepared } = await prepareRehearsal(small.load(), { at: AT, log: { info: () => undefined, warn: () => undefined }, random })
  situations = prepared.variants.filter((variant) => variant.situation !== undefined)
})

function situation(name: string): PreparedVariant {
  const found = situations.find((variant) => variant.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

/** From and to of each CRL that the gateway is given, in milliseconds from the gateway's own time: issuing CAs first, the root last. */
function lists(name: string): readonly (readonly [number, number])[] {
  const text = situation(name).files.set['hub/haproxy/crl/clients.pem'] ?? ''
  return text.split(/(?<=-----END X509 CRL-----\n)/).map((pem) => {
    const parsed = parseCrlPem(Buffer.from(pem))
    if (!parsed.ok) throw new Error(parsed.message)
    return [Number(parsed.facts.thisUpdate) - Number(AT), Number(parsed.facts.nextUpdate) - Number(AT)]
  })
}

function certificate(name: string, actor: string): CertificateFacts {
  const pem = situation(name).situation?.actors['greenbank']?.find((one) => one.name === actor)?.identity?.cert ?? ''
  const parsed = parseCertificatePem(Buffer.from(pem), { max: 1 })
  const [facts] = parsed.ok ? parsed.facts : []
  if (facts === undefined) throw new Error(`no "${actor}" in ${name}`)
  return facts
}

const pins = (name: string): readonly string[] => (situation(name).files.set['hub/haproxy/maps/pins.map'] ?? '').trim().split('\n').sort()
const pinOf = (name: string, actor: string): string => certificate(name, actor).sha256.toUpperCase()

const NOW = [-MINUTE, 30 * DAY]
const OVER = [-30 * DAY, -DAY]

describe('the situations of a rehearsal', () => {
  it.each([
    ['crl-expired', [OVER, NOW]],
    ['root-crl-expired', [NOW, OVER]],
    ['clock-behind', [5 * MINUTE, 5 * MINUTE].map((from) => [from, from + 30 * DAY])],
    ['signer-gone', [OVER, OVER]],
    ['clients-ca-rotated', [NOW, NOW, NOW]],
  ])('%s has these lists', (name, expected) => {
    expect(lists(name)).toEqual(expected)
  })

  it('has a good client, a revoked and an unpinned one of each CA', () => {
    const actors = situation('clients-ca-rotated').situation?.actors['greenbank']?.map(({ name, expected }) => [name, expected])
    expect(actors).toEqual([
      ['', 'allow'],
      ['revoked', 'deny'],
      ['unpinned', 'deny'],
      ['of-clients', 'allow'],
      ['of-clients/revoked', 'deny'],
      ['of-clients/unpinned', 'deny'],
    ])
    expect(certificate('clients-ca-rotated', '').issuer.text).toContain('CN=pilot clients-2')
    expect(certificate('clients-ca-rotated', 'of-clients').issuer.text).toMatch(/CN=pilot clients$/)
  })

  it('has pins of the good and the revoked ones, and none of the unpinned', () => {
    expect(pins('clients-ca-rotated')).toEqual(
      ['', 'of-clients']
        .flatMap((ca) => [
          `${pinOf('clients-ca-rotated', ca)} greenbank`,
          `${pinOf('clients-ca-rotated', [ca, 'revoked'].filter((part) => part !== '').join('/'))} !revoked:greenbank`,
        ])
        .sort(),
    )
  })

  it('has a certificate revoked after the last list, which only the pins know', () => {
    expect(pins('signer-gone')).toContain(`${pinOf('signer-gone', 'revoked-unlisted')} !revoked:greenbank`)
    const list = parseCrlPem(Buffer.from(situation('signer-gone').tree.set['issued/crl/clients.pem'] ?? ''))
    expect(list.ok && [...list.facts.entries.keys()]).toEqual([certificate('signer-gone', 'revoked').serial])
  })

  it('has certificates as new as policy makes them where the gateway is behind', () => {
    for (const actor of ['', 'revoked', 'unpinned']) expect(certificate('clock-behind', actor).notBefore).toEqual(AT)
    expect(situation('clock-behind').situation?.aheadSeconds).toBe(300)
  })

  it('says what it cannot play, and goes on with the others', async () => {
    const warnings: string[] = []
    small.folder.contents.delete('hub/crl/root.pem')
    const { tree, keys } = rehearsalTwin(small.load().tree)
    const log = { info: () => undefined, warn: (line: string) => void warnings.push(line) }
    const names = (await situationVariants({ ...judged(tree, AT), keys, at: AT }, [], { log, random })).map(({ name }) => name)
    expect(names).toEqual(['crl-expired', 'clock-behind', 'signer-gone', 'clients-ca-rotated'])
    expect(warnings).toEqual(['case root-crl-expired is not played: no root has a CRL'])
  })
})
