import { describe, expect, test } from 'vitest'
import type { ProofFacts } from '../../../src/model/proof.ts'
import { type CheckOptions, check } from '../../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleKeys } from '../../support/environment.ts'
import { testKey } from '../../support/pki.ts'
import { pairOf, proofText, spkiOf } from '../../support/strict-environment.ts'

const FIRST = 'dfsps/greenbank/jws/2026-11.pem'
const NEXT = 'dfsps/greenbank/jws/2026-12.pem'
const PROOF = 'dfsps/greenbank/proofs/jws-2026-12.json'
const OFFICER = { 'dfsps/greenbank/officers/anna.pem': testKey('p256', 'anna').publicPem }
const next = testKey('rsa2048', 'next of greenbank')
const old = sampleKeys('greenbank-jws-2026-11')
const strict = edited('environment.yaml', 'assurance: basic', 'assurance: strict')
const id = sampleEnvironment().settings?.value?.id ?? ''

const facts = (changes: Partial<ProofFacts> = {}): ProofFacts => ({
  environment: id,
  dfsp: 'greenbank',
  purpose: 'jws',
  spki: spkiOf(next),
  previous: spkiOf(old),
  ...changes,
})
const good = proofText(facts(), [pairOf(next), pairOf(old)])

/** What `proof/` rules say of greenbank's JWS keys: notices say so. */
function said(files: FileContents, options: Partial<CheckOptions> = {}): readonly string[] {
  return check(sampleEnvironment({ files }), { at: SAMPLE_AT, ...options }).findings.flatMap(({ code, severity, path }) =>
    code.startsWith('proof/') && path.startsWith('dfsps/greenbank/jws/') ? [`${severity === 'error' ? '' : `${severity} `}${code} ${path}`] : [],
  )
}

describe('proof/missing', () => {
  test('is a notice of a key that is known, and an error where assurance is strict', () => {
    expect(said({})).toEqual([`notice proof/missing ${FIRST}`])
    expect(said(strict, { base: sampleEnvironment() })).toEqual([`notice proof/missing ${FIRST}`])
    expect(said(strict, { base: sampleEnvironment({ files: strict }) })).toEqual([`proof/missing ${FIRST}`])
  })

  test('is nothing of a DFSP that has left', () => {
    expect(said(edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: left'))).toEqual([])
  })
})

describe('proof/continuity', () => {
  const added = { [NEXT]: next.publicPem }

  test('is a notice of a new key in basic, an error in strict', () => {
    expect(said(added)).toEqual([`notice proof/missing ${FIRST}`, `notice proof/continuity ${NEXT}`])
    expect(said({ ...strict, ...added })).toContain(`proof/continuity ${NEXT}`)
  })

  test('is an error in basic too, of a DFSP that has an officer: on base, where there is one', () => {
    expect(said({ ...OFFICER, ...added })).toContain(`proof/continuity ${NEXT}`)
    expect(said({ ...OFFICER, ...added }, { base: sampleEnvironment() })).toContain(`notice proof/continuity ${NEXT}`)
    expect(said(added, { base: sampleEnvironment({ files: OFFICER }) })).toContain(`proof/continuity ${NEXT}`)
  })

  test('is an error in basic too, of a proof that claims a key before it which has not signed', () => {
    expect(said({ ...added, [PROOF]: proofText(facts(), [pairOf(next)]) })).toContain(`proof/continuity ${NEXT}`)
  })

  test('is nothing of a key that the key before it has signed', () => {
    expect(said({ ...added, [PROOF]: good })).toEqual([`notice proof/missing ${FIRST}`])
  })

  test('is nothing of the first key of a DFSP that is being admitted', () => {
    const admitted = edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: admitted')
    const record = { [`issued/keys/${spkiOf(old)}.json`]: null }
    expect(said({ ...strict, ...admitted, ...record })).toEqual([`proof/missing ${FIRST}`])
  })
})

describe('in basic, a proof that is wrong is an error:', () => {
  test.each([
    ['proof/environment', proofText(facts({ environment: 'f'.repeat(32) }), [pairOf(next), pairOf(old)])],
    ['proof/signature', proofText(facts(), [pairOf(next), pairOf(old)], { dfsp: 'greenbank', previous: null })],
  ])('%s', (code, text) => {
    expect(said({ [NEXT]: next.publicPem, [PROOF]: text })).toContain(`${code} ${NEXT}`)
  })
})
