import { describe, expect, test, vi } from 'vitest'
import type { ProofFile } from '../../src/model/generated/files.ts'
import { type KeyHistory, type KeyTrace, trace } from '../../src/model/key-history.ts'
import { proofMessage } from '../../src/model/proof.ts'
import { keyPair } from '../../src/pki/keys.ts'
import { signProof } from '../../src/pki/proof-signature.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { type TestKey, testKey } from '../support/pki.ts'

const ENVIRONMENT = 'e'.repeat(32)
const [first, second, third, officer, stranger] = ['first', 'second', 'third', 'officer', 'stranger'].map((name) => testKey('p256', `history ${name}`)) as [
  TestKey,
  TestKey,
  TestKey,
  TestKey,
  TestKey,
]

function factsOf({ spki }: TestKey) {
  const parsed = parsePublicKey(spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const sha = (key: TestKey): string => factsOf(key).sha256

/** A proof of `key` after `previous`, signed by these. */
function proof(key: TestKey, previous: TestKey | null, signers: readonly TestKey[], changes: Partial<ProofFile> = {}): ProofFile {
  const facts = {
    environment: ENVIRONMENT,
    dfsp: 'greenbank',
    purpose: 'jws' as const,
    spki: sha(key),
    previous: previous === null ? null : sha(previous),
    ...changes,
  }
  const signatures = signers.flatMap((signer) => signProof(keyPair(signer.privateKey), proofMessage(facts)) ?? [])
  return { version: 1, ...facts, signatures }
}

function history(changes: Partial<KeyHistory> = {}): KeyHistory {
  return {
    environment: ENVIRONMENT,
    dfsp: 'greenbank',
    proofs: [],
    keys: new Map([first, second, third, officer, stranger].map((key) => [sha(key), factsOf(key)])),
    officers: new Set([sha(officer)]),
    confirmed: new Set([`jws ${sha(first)}`]),
    known: new Set(),
    revoked: new Set(),
    ...changes,
  }
}

const chain = [proof(second, first, [second, first]), proof(third, second, [third, second])]
const of = (traced: KeyTrace): string => (traced.ok ? traced.root : 'broken')
const traced = (key: TestKey, changes: Partial<KeyHistory>): string => of(trace(history(changes), { purpose: 'jws', spki: sha(key) }))

describe('a key is followed back', () => {
  test('to itself, where it was confirmed', () => {
    expect(traced(first, {})).toBe('confirmed')
  })

  test('over every key before it to the one that was confirmed', () => {
    const found = trace(history({ proofs: chain }), { purpose: 'jws', spki: sha(third) })
    expect(found).toStrictEqual({ ok: true, root: 'confirmed', path: [sha(third), sha(second), sha(first)] })
  })

  test('to an officer, who counts as confirmed only when confirmed', () => {
    const proofs = [proof(second, null, [second, officer])]
    expect(traced(second, { proofs })).toBe('officer')
    expect(traced(second, { proofs, confirmed: new Set([`officer ${sha(officer)}`]) })).toBe('confirmed')
  })

  test('to a key that was known before, when no better root is there', () => {
    const confirmed = new Set<string>()
    expect(traced(third, { proofs: chain, confirmed, known: new Set([`jws ${sha(first)}`]) })).toBe('known')
    expect(traced(third, { proofs: chain, known: new Set([`jws ${sha(third)}`]) })).toBe('confirmed')
  })
})

describe('a chain is broken', () => {
  const broken: readonly (readonly [string, Partial<KeyHistory>])[] = [
    ['without proofs', {}],
    ['where one proof in the middle is gone', { proofs: chain.slice(1) }],
    ['by a proof that only the new key has signed', { proofs: [proof(third, first, [third])] }],
    ['by a previous key that is named but has not signed', { proofs: [proof(third, first, [third, stranger])] }],
    ['by a known key that signed but is not the one named', { proofs: [proof(third, null, [third, first])] }],
    ['by a proof of another environment', { proofs: [proof(third, first, [third, first], { environment: 'f'.repeat(32) })] }],
    ['by a proof of another DFSP', { proofs: [proof(third, first, [third, first], { dfsp: 'bluebank' })] }],
    ['by a proof for another purpose', { proofs: [proof(third, first, [third, first], { purpose: 'oauth' })] }],
    ['by words changed after they were signed', { proofs: [{ ...proof(third, second, [third, first]), previous: sha(first) }] }],
    ['by a confirmation that is of another purpose', { proofs: chain, confirmed: new Set([`ca ${sha(first)}`]) }],
    ['by keys that vouch for each other', { proofs: [proof(third, second, [third, second]), proof(second, third, [second, third])] }],
    ['by an officer whose key is revoked', { proofs: [proof(third, null, [third, officer])], revoked: new Set([sha(officer)]) }],
    ['by a previous key that is revoked', { proofs: chain, revoked: new Set([sha(first)]) }],
  ]
  test.each(broken)('%s', (_, changes) => {
    expect(traced(third, changes)).toBe('broken')
  })

  test('but not for a key that was known before the key that signed for it was revoked', () => {
    expect(traced(second, { proofs: chain, known: new Set([`jws ${sha(second)}`]), revoked: new Set([sha(first)]) })).toBe('confirmed')
  })
})

describe('many proofs', () => {
  const eight = Array.from({ length: 8 }, (_, index) => testKey('p256', `crowd ${index}`))
  /** 64 files: each key's proof by every one of the eight, itself among them. */
  const crowd = eight.flatMap((key) => eight.map((previous) => proof(key, previous, [previous])))
  const [one = first] = eight

  function traced(changes: Partial<KeyHistory>): { readonly found: KeyTrace; readonly looks: number } {
    const keys = new Map([...eight, first, officer].map((key) => [sha(key), factsOf(key)]))
    const looks = vi.spyOn(keys, 'get')
    const found = trace(history({ proofs: crowd, keys, ...changes }), { purpose: 'jws', spki: sha(one) })
    return { found, looks: looks.mock.calls.length }
  }

  test('that all point at each other are each read once, and lead nowhere', () => {
    const { found, looks } = traced({})
    expect(found.ok).toBe(false)
    expect(looks).toBeLessThanOrEqual(crowd.length)
  })

  test('hide no root behind them, and none that is better than the first', () => {
    const last = eight.at(-1) ?? first
    const known = new Set([`jws ${sha(last)}`])
    expect(traced({ known }).found).toStrictEqual({ ok: true, root: 'known', path: [sha(one), sha(last)] })
    const proofs = [...crowd, proof(last, first, [first])]
    expect(traced({ known, proofs }).found).toStrictEqual({ ok: true, root: 'confirmed', path: [sha(one), sha(last), sha(first)] })
  })

  test('of one history are verified once, however many of its keys are followed', () => {
    const keys = new Map(eight.map((key) => [sha(key), factsOf(key)]))
    const looks = vi.spyOn(keys, 'get')
    const whole = history({ proofs: crowd, keys })
    for (const key of eight) trace(whole, { purpose: 'jws', spki: sha(key) })
    expect(looks.mock.calls.length).toBeLessThanOrEqual(crowd.length)
  })
})
