import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { MemoryFolder } from '../../src/adapters/memory-folder.ts'
import type { Environment } from '../../src/model/environment.ts'
import { type ProofFacts, proofLines, proofMessage } from '../../src/model/proof.ts'
import { type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import { signProof } from '../../src/pki/proof-signature.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import { rehearsalTwin } from '../../src/stages/rehearsal/twin.ts'
import { temporaryFolder } from '../support/folder.ts'
import { testCsr, testKey } from '../support/pki.ts'
import { AT, type SmallEnvironment, signOnce } from '../support/small-environment.ts'
import { confirm, factsFor, officerOf, pairOf, proofText, putProof, spkiOf, strictEnvironment } from '../support/strict-environment.ts'

const JWS = 'dfsps/greenbank/jws/thief.pem'
const CSR = 'dfsps/greenbank/client/thief.csr'
const PROOF = 'dfsps/greenbank/proofs/jws-thief.json'
const thief = testKey('rsa2048', 'thief')
const thiefClient = testKey('p256', 'thief client')
const officer = pairOf(officerOf('greenbank'))

const ready = await strictEnvironment()
const contents = new Map(ready.folder.contents)
let small: SmallEnvironment
let base: Environment

beforeEach(() => {
  const { folder } = ready
  folder.contents.clear()
  for (const [path, text] of contents) folder.contents.set(path, text)
  small = ready
  base = small.load()
})

const put = (path: string, text: string): MemoryFolder['contents'] => small.folder.contents.set(path, text)
const key = (name: string): KeyPair => readPrivateKey(small.keys.get(`${name}.key`) ?? '')
const ownJws = (): KeyPair => key('greenbank-jws-2026-11')
const spkiOfPair = (pair: KeyPair): string => spkiOf({ spki: pair.publicKey })

/** `code path` of every error that the change brings, seen from base, and of the tree alone, as `sign` and `render` see it. */
function errors(): { readonly change: readonly string[]; readonly tree: readonly string[] } {
  const environment = small.load()
  const of = (options: Parameters<typeof check>[1]): readonly string[] =>
    check(environment, options).findings.flatMap(({ severity, code, path }) => (severity === 'error' ? [`${code} ${path}`] : []))
  return { change: of({ at: AT, base, actor: 1001 }), tree: of({ at: AT }) }
}

const both = (lines: readonly string[]) => ({ change: lines, tree: lines })

/** What gateways and registries would get of greenbank, and what the Hub's CA signs. */
async function effects(): Promise<{ readonly jws: readonly string[]; readonly issued: number; readonly refused: readonly string[] }> {
  const environment = small.load()
  const desired = desire(environment, check(environment, { at: AT }).findings, AT)
  const report = await signOnce(small)
  return {
    jws: desired.dfsps.find(({ id }) => id === 'greenbank')?.jws.map(({ name }) => name) ?? [],
    issued: report.issued.length,
    refused: report.refused.map(({ path, code }) => `${code} ${path}`),
  }
}

function putThief(): void {
  put(JWS, thief.publicPem)
  put(CSR, testCsr({ key: thiefClient, subject: { C: 'TZ', O: 'The greenbank', CN: 'greenbank' } }).pem)
}

describe('a stolen account', () => {
  test('has nothing to break in the environment that it finds', () => {
    expect(errors()).toEqual(both([]))
  })

  test('brings a CSR and a JWS key of its own: nothing is issued, nothing rendered, the rest goes on', async () => {
    putThief()
    expect(errors()).toEqual(both([`proof/continuity ${CSR}`, `proof/continuity ${JWS}`]))
    expect(await effects()).toEqual({ jws: ['2026-11'], issued: 0, refused: [`proof/continuity ${CSR}`] })
    expect(small.folder.contents.has(`issued/keys/${spkiOf(thief)}.json`)).toBe(false)
  })

  test('signs for them itself, in every way that it can', async () => {
    putThief()
    put(PROOF, proofText(factsFor(small, thief), [pairOf(thief)]))
    putProof(small, 'thief', factsFor(small, thiefClient, { purpose: 'client', previous: spkiOfPair(key('greenbank-client-2026-11')) }), [pairOf(thiefClient)])
    expect(errors()).toEqual(both([`proof/continuity ${CSR}`, `proof/continuity ${JWS}`]))
    expect(await effects()).toMatchObject({ jws: ['2026-11'], issued: 0 })
  })

  test('gets in with what an officer of the bank has signed', async () => {
    putThief()
    put(PROOF, proofText(factsFor(small, thief), [pairOf(thief), officer]))
    putProof(small, 'thief', factsFor(small, thiefClient, { purpose: 'client' }), [officer])
    expect(errors()).toEqual(both([]))
    expect(await effects()).toEqual({ jws: ['2026-11', 'thief'], issued: 1, refused: [] })
  })

  test('gets in with what the key before it has signed', () => {
    put(JWS, thief.publicPem)
    put(PROOF, proofText(factsFor(small, thief, { previous: spkiOfPair(ownJws()) }), [pairOf(thief), ownJws()]))
    expect(errors()).toEqual(both([]))
  })

  test('puts its own officer, or takes the old key away, in the same change', () => {
    putThief()
    put('dfsps/greenbank/officers/thief.pem', thiefClient.publicPem)
    put(PROOF, proofText(factsFor(small, thief), [pairOf(thief), pairOf(thiefClient)]))
    small.folder.contents.delete(CSR)
    expect(errors().change).toEqual([`proof/continuity ${JWS}`, 'access/unconfirmed dfsps/greenbank/officers/thief.pem'])
    small.folder.contents.delete('dfsps/greenbank/jws/2026-11.pem')
    small.folder.contents.delete('dfsps/greenbank/officers/anna.pem')
    expect(errors().change).toContain(`proof/continuity ${JWS}`)
    expect(errors().tree).toContain(`proof/continuity ${JWS}`)
  })

  test('confirms its own key in the same change', () => {
    put(JWS, thief.publicPem)
    put(PROOF, proofText(factsFor(small, thief), [pairOf(thief)]))
    confirm(small, 'greenbank')
    expect(errors().change).toEqual([`proof/continuity ${JWS}`])
  })
})

describe('a proof', () => {
  const previous = (): Partial<ProofFacts> => ({ previous: spkiOfPair(ownJws()) })
  const good = (changes: Partial<ProofFacts> = {}, signers: readonly KeyPair[] = [pairOf(thief), ownJws()]): string =>
    proofText(factsFor(small, thief, { ...previous(), ...changes }), signers)

  test.each<[string, () => string, string]>([
    ['copied from another DFSP', () => good({ dfsp: 'bluebank' }), 'environment'],
    ['copied from another environment', () => good({ environment: 'f'.repeat(32) }), 'environment'],
    ['copied from another purpose', () => good({ purpose: 'oauth' }), 'environment'],
    [
      'of another DFSP whose words were changed',
      () => proofText(factsFor(small, thief, { ...previous(), dfsp: 'bluebank' }), [pairOf(thief), ownJws()], { dfsp: 'greenbank' }),
      'signature',
    ],
    [
      'of another environment whose words were changed',
      () => proofText(factsFor(small, thief, { ...previous(), environment: 'f'.repeat(32) }), [pairOf(thief), ownJws()], { environment: 'a'.repeat(32) }),
      'signature',
    ],
    ['of another key', () => good({ spki: spkiOf(thiefClient) }), 'signature'],
    ['that the key itself has not signed', () => good({}, [ownJws()]), 'signature'],
    ['by a known key that is not the one it names', () => good({ previous: null }), 'continuity'],
    [
      'by the known key of another purpose',
      () => good({ previous: spkiOfPair(key('greenbank-client-2026-11')) }, [pairOf(thief), key('greenbank-client-2026-11')]),
      'continuity',
    ],
    ["by another DFSP's officer", () => good({}, [pairOf(thief), pairOf(officerOf('bluebank'))]), 'continuity'],
    ['with an extra signature by an unknown key alone', () => good({}, [pairOf(thief), pairOf(thiefClient)]), 'continuity'],
  ])('%s proves nothing', (_, text, slug) => {
    put(JWS, thief.publicPem)
    put(PROOF, text())
    expect(errors()).toEqual(both([`proof/${slug} ${JWS}`]))
  })

  test('is not spoilt by an extra signature of an unknown key', () => {
    put(JWS, thief.publicPem)
    put(PROOF, good({}, [pairOf(thief), pairOf(thiefClient), ownJws()]))
    expect(errors()).toEqual(both([]))
  })

  test.each(['ES256', 'ES384'] as const)('whose signature says %s of an RSA key is wrong', (alg) => {
    put(JWS, thief.publicPem)
    put(PROOF, good().replace('"RS256"', `"${alg}"`))
    expect(errors()).toEqual(both([`proof/signature ${JWS}`]))
  })

  test.each(['"HS256"', '"none"'])('whose signature says %s is no proof at all', (alg) => {
    put(JWS, thief.publicPem)
    put(PROOF, good().replace('"RS256"', alg))
    expect(errors().tree).toEqual([`proof/continuity ${JWS}`, `schema/invalid ${PROOF}`])
  })

  test('by a previous key that is revoked gives no continuity', () => {
    put(JWS, thief.publicPem)
    put(PROOF, good())
    put(`revoked/spki-${spkiOfPair(ownJws())}.yaml`, 'reason: keyCompromise\nat: 2026-11-23T09:30:00Z\nby: greenbank\n')
    const { change, tree } = errors()
    expect([change, tree].map((all) => all.filter((line) => line.includes('thief')))).toEqual([[`proof/continuity ${JWS}`], [`proof/continuity ${JWS}`]])
  })

  test('of a revoked key, played again, brings it not back', () => {
    const path = 'dfsps/greenbank/jws/again.pem'
    put(path, Buffer.from(contents.get('dfsps/greenbank/jws/2026-11.pem') ?? '').toString())
    small.folder.contents.delete('dfsps/greenbank/jws/2026-11.pem')
    put(`revoked/spki-${spkiOfPair(ownJws())}.yaml`, 'reason: keyCompromise\nat: 2026-11-23T09:30:00Z\nby: greenbank\n')
    expect(errors().tree).toContain(`jws/key-compromised ${path}`)
  })

  test('that is gone is missed', () => {
    small.folder.contents.delete('dfsps/greenbank/proofs/jws-2026-11.json')
    expect(errors()).toEqual(both(['proof/missing dfsps/greenbank/jws/2026-11.pem']))
  })

  test.each(['p256', 'p384', 'rsa2048'] as const)('made with openssl and a %s key counts', (kind) => {
    const folder = temporaryFolder()
    const hand = testKey(kind, `by hand ${kind}`)
    const facts = factsFor(small, hand, { purpose: 'oauth' })
    writeFileSync(join(folder, 'new.key'), hand.privatePem, { mode: 0o600 })
    const digest = kind === 'p384' ? '-sha384' : '-sha256'
    const value = execFileSync('sh', ['-c', `printf '%s' "$LINES_OF_PROOF" | openssl dgst ${digest} -sign new.key | basenc --base64url --wrap=0`], {
      cwd: folder,
      env: { ...process.env, LINES_OF_PROOF: proofLines(facts) },
    }).toString()
    const alg = { p256: 'ES256', p384: 'ES384', rsa2048: 'RS256' }[kind]
    const signatures = [{ spki: facts.spki, alg, value: value.replace(/=+$/, '') }, signProof(officer, proofMessage(facts))]
    put('dfsps/greenbank/oauth/hand.pem', hand.publicPem)
    put('dfsps/greenbank/proofs/oauth-hand.json', JSON.stringify({ version: 1, ...facts, signatures }))
    expect(errors()).toEqual(both([]))
  })
})

test('a strict environment can be rehearsed: its twin has proofs by the throw-away keys', () => {
  const twin = load(rehearsalTwin(base.tree).tree)
  expect(check(twin, { at: AT }).findings.filter(({ code }) => code.startsWith('proof/') || code === 'access/unconfirmed')).toEqual([])
})
