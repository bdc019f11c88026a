import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProofFacts } from '../../src/model/proof.ts'
import { proofMessage } from '../../src/model/proof.ts'
import { verifyProofSignature } from '../../src/pki/proof-signature.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { textOf } from '../architecture/sources.ts'
import { temporaryFolder } from '../support/folder.ts'
import { testKey } from '../support/pki.ts'
import { spkiOf } from '../support/strict-environment.ts'

const commands = /```sh\n([\s\S]*?)```/.exec(textOf('docs/proofs.md'))?.[1] ?? ''

test.each([
  ['rsa2048', 'RS256', '-sha256'],
  ['p256', 'ES256', '-sha256'],
  ['p384', 'ES384', '-sha384'],
] as const)('the two lines of docs/proofs.md make a signature of a %s key that counts', (kind, alg, digest) => {
  const key = testKey(kind, `by hand ${kind}`)
  const parsed = parsePublicKey(key.spki)
  if (!parsed.ok) throw new Error(parsed.message)
  const facts: ProofFacts = { environment: 'e'.repeat(32), dfsp: 'greenbank', purpose: 'jws', spki: spkiOf(key), previous: 'f'.repeat(64) }
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'new.key'), key.privatePem, { mode: 0o600 })
  const words = { ENVIRONMENT: facts.environment, DFSP: facts.dfsp, PURPOSE: facts.purpose, SPKI: facts.spki, PREVIOUS: facts.previous ?? '-', KEY: 'new.key' }
  const printed = execFileSync('sh', ['-ec', commands.replace('-sha256', digest)], { cwd, env: { ...process.env, ...words } }).toString()

  expect(readFileSync(join(cwd, 'proof.txt'))).toEqual(Buffer.from(proofMessage(facts)))
  const value = printed.replace(/=+$/, '')
  expect(verifyProofSignature({ spki: facts.spki, alg, value }, parsed.facts, proofMessage(facts))).toBe(true)
  expect(verifyProofSignature({ spki: facts.spki, alg, value }, parsed.facts, proofMessage({ ...facts, dfsp: 'bluebank' }))).toBe(false)
})
