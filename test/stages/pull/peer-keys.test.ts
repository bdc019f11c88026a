import { beforeAll, describe, expect, it } from 'vitest'
import type { KnownPeer } from '../../../src/model/bundle.ts'
import { PullRefusal } from '../../../src/model/pull-refusal.ts'
import { registryFiles } from '../../../src/stages/bundle/registry-files.ts'
import { check } from '../../../src/stages/check.ts'
import { desire } from '../../../src/stages/desire.ts'
import { acceptPeerKeys, type PeerAnswer, type PeerQuestion } from '../../../src/stages/pull/peer-keys.ts'
import { readRegistry } from '../../../src/stages/pull/registry.ts'
import { type TestKey, testKey } from '../../support/pki.ts'
import { AT, type SmallEnvironment } from '../../support/small-environment.ts'
import { factsFor, officerOf, pairOf, proofText, spkiOf, strictEnvironment } from '../../support/strict-environment.ts'

const GREEN = 'registry/dfsps/greenbank'
const NEW = testKey('rsa2048', 'new key of greenbank')
const STRANGER = testKey('p256', 'officer whom the Hub made up')

let small: SmallEnvironment
let rendered: ReadonlyMap<string, string>
/** The key that greenbank joined with, and its name. */
let old: { readonly spki: string; readonly path: string }

beforeAll(async () => {
  small = await strictEnvironment()
  const environment = small.load()
  const desired = desire(environment, check(environment, { at: AT }).findings, AT)
  rendered = new Map(registryFiles(environment, desired).map(({ path, text }) => [path, text]))
  const [key] = readRegistry(bytesOf({})).peers.find(({ id }) => id === 'greenbank')?.keys ?? []
  const path = [...rendered.keys()].find((one) => one.startsWith(`${GREEN}/jws/`))
  if (key === undefined || path === undefined) throw new Error('greenbank has no JWS key')
  old = { spki: key, path }
})

type Changes = Readonly<Record<string, string | null>>

/** What the Hub delivers, with these files in the place of those that are the DFSPs'. */
function bytesOf(changes: Changes): ReadonlyMap<string, Uint8Array> {
  const files = new Map([...rendered, ...Object.entries(changes)])
  return new Map([...files].flatMap(([path, text]) => (text === null ? [] : [[path, new TextEncoder().encode(text)] as const])))
}

function judge(changes: Changes, question: Partial<PeerQuestion> = {}): PeerAnswer {
  const registry = readRegistry(bytesOf(changes))
  return acceptPeerKeys({ environment: 'a'.repeat(32), recipient: 'bluebank', registry, known: [], strict: true, accepted: new Set(), ...question })
}

const installed = (): readonly KnownPeer[] => judge({}).known
const keysOf = ({ known }: PeerAnswer): readonly string[] | undefined => known.find(({ id }) => id === 'greenbank')?.keys

function refusal(changes: Changes, question: Partial<PeerQuestion> = {}): string {
  try {
    judge(changes, question)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof PullRefusal) || error.reason !== 'peer-key') throw error
    return error.message
  }
}

/** The new key beside the old, signed for by itself and by these. */
const renewed = (...signers: readonly TestKey[]): Changes => ({
  [`${GREEN}/jws/2026-12.pem`]: NEW.publicPem,
  [`${GREEN}/proofs/jws-2026-12.json`]: proofText(factsFor(small, NEW, { previous: old.spki }), [NEW, ...signers].map(pairOf)),
})

/** The new key in the place of the old, and a confirmation that names it. */
function swapped(): Record<string, string | null> {
  const confirmation = rendered.get(`${GREEN}/confirmation.yaml`) ?? ''
  if (!confirmation.includes(old.spki)) throw new Error('the confirmation does not name the key')
  return { [old.path]: NEW.publicPem, [`${GREEN}/confirmation.yaml`]: confirmation.replaceAll(old.spki, spkiOf(NEW)) }
}

describe('at first sight', () => {
  it('strict takes what two people have confirmed', () => {
    expect(judge({})).toMatchObject({ left: new Set(), notes: [] })
    expect(keysOf(judge({}))).toEqual([old.spki])
  })

  it('strict leaves out a DFSP that nobody has confirmed, and takes the others', () => {
    const answer = judge({ [`${GREEN}/confirmation.yaml`]: null })
    expect([answer.left, answer.notes, keysOf(answer)]).toEqual([
      new Set([old.spki]),
      [`greenbank: JWS key ${old.spki} is left out; nobody has confirmed it`],
      undefined,
    ])
    expect(answer.known.map(({ id }) => id)).toEqual(['bluebank', 'hub'])
  })

  it('basic takes it, and says so', () => {
    const answer = judge({ [`${GREEN}/confirmation.yaml`]: null }, { strict: false })
    expect([answer.left, answer.notes]).toEqual([new Set(), [`greenbank: JWS key ${old.spki} is taken at first sight; nobody has confirmed it`]])
  })

  it.each([true, false])('a key that is not the one that was confirmed is refused (strict: %s)', (strict) => {
    expect(refusal({ [old.path]: NEW.publicPem }, { strict })).toContain(spkiOf(NEW))
  })

  it('a key that was heard from its owner needs no confirmation', () => {
    const answer = judge({ [`${GREEN}/confirmation.yaml`]: null }, { accepted: new Set([old.spki]) })
    expect([answer.left, answer.notes, keysOf(answer)]).toEqual([new Set(), [], [old.spki]])
  })
})

describe('where a key is installed', () => {
  it.each([true, false])('one that the officer signed for follows (strict: %s)', (strict) => {
    const answer = judge(renewed(officerOf('greenbank')), { known: installed(), strict })
    expect(keysOf(answer)).toEqual([old.spki, spkiOf(NEW)].sort())
    expect(answer.known.find(({ id }) => id === 'greenbank')?.officers).toEqual([spkiOf(officerOf('greenbank'))])
  })

  it('one that the officer signed for follows though the old one is gone', () => {
    const answer = judge({ ...renewed(officerOf('greenbank')), [old.path]: null }, { known: installed() })
    expect(keysOf(answer)).toEqual([spkiOf(NEW)])
  })

  it('one that nobody signed for is refused', () => {
    expect(refusal(renewed(), { known: installed() })).toContain('does not follow the keys and officers that are installed here')
  })

  it('one that another DFSP’s officer signed for is refused', () => {
    expect(refusal(renewed(officerOf('bluebank')), { known: installed() })).toContain(spkiOf(NEW))
  })

  it.each([true, false])('one swapped by the Hub together with its confirmation is refused (strict: %s)', (strict) => {
    expect(refusal(swapped(), { known: installed(), strict })).toContain('does not follow the keys and officers that are installed here')
  })

  it('one swapped together with confirmation and officer is refused', () => {
    const officer = { [`${GREEN}/officers/anna.pem`]: STRANGER.publicPem }
    expect(refusal({ ...renewed(STRANGER), ...swapped(), ...officer }, { known: installed() })).toContain(spkiOf(NEW))
  })

  it('an officer who came later vouches once its key was heard from the DFSP', () => {
    const confirmation = rendered.get(`${GREEN}/confirmation.yaml`)?.replace(/"?officers\/anna"?:/, (anna) => `officers/berta: ${spkiOf(STRANGER)}, ${anna}`)
    const officer = { [`${GREEN}/officers/berta.pem`]: STRANGER.publicPem, [`${GREEN}/confirmation.yaml`]: confirmation ?? null }
    expect(judge(officer, { known: installed() }).known).toEqual(installed())
    const known = judge(officer, { known: installed(), accepted: new Set([spkiOf(STRANGER)]) }).known
    expect(refusal({ ...officer, ...renewed(STRANGER) }, { known: installed(), strict: false })).toContain(spkiOf(NEW))
    expect(keysOf(judge({ ...officer, ...renewed(STRANGER) }, { known, strict: false }))).toContain(spkiOf(NEW))
  })

  it('an officer who left vouches no more', () => {
    const left = { [`${GREEN}/officers/anna.pem`]: null }
    expect(refusal({ ...left, ...renewed(officerOf('greenbank')) }, { known: installed(), strict: false })).toContain(spkiOf(NEW))
  })

  it('a DFSP that was gone for a while comes back with the keys that it had, and no others', () => {
    const gone = Object.fromEntries([...rendered.keys()].filter((path) => path.startsWith(`${GREEN}/`)).map((path) => [path, null]))
    const { known } = judge(gone, { known: installed() })
    expect(known).toEqual(installed())
    expect(refusal(swapped(), { known })).toContain(spkiOf(NEW))
  })
})

describe('a name on the wire', () => {
  const peer = (fspId: string): string => `${JSON.stringify({ version: 1, fspId }, null, 2)}\n`

  it('is given to nobody else, in any case of its letters', () => {
    expect(refusal({ 'registry/dfsps/redbank/peer.json': peer('GREENBANK') })).toContain('"GREENBANK" is the name of greenbank; now it is given to redbank')
  })

  it('is given to nobody else after its owner has left', () => {
    const gone = Object.fromEntries([...rendered.keys()].filter((path) => path.startsWith(`${GREEN}/`)).map((path) => [path, null]))
    const { known } = judge(gone, { known: installed() })
    expect(refusal({ ...gone, 'registry/dfsps/redbank/peer.json': peer('greenbank') }, { known })).toContain('is the name of greenbank')
  })

  it('stays what it was', () => {
    expect(refusal({ [`${GREEN}/peer.json`]: peer('green') }, { known: installed() })).toContain('greenbank was called "greenbank"; now it is called "green"')
  })
})
