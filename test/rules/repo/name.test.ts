import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../support/environment.ts'
import { fileFindings, fileFindingsOf } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')

describe('repo/name', () => {
  const bad = [
    'dfsps/green_bank/dfsp.yaml',
    'dfsps/gb/dfsp.yaml',
    'dfsps/-green/dfsp.yaml',
    'dfsps/hub/dfsp.yaml',
    'dfsps/all/dfsp.yaml',
    'dfsps/con/dfsp.yaml',
    'dfsps/greenbank/jws/Next.pem',
    'dfsps/greenbank/jws/a b.pem',
  ]
  const worse = [
    'dfsps/greenbank/jws/é.pem',
    'dfsps/greenbank/jws/a\n::warning::.pem',
    'dfsps/greenbank/jws/\u202emep.pem',
    'dfsps/greenbank/jws/nul.pem',
    'revoked/4f1d.yaml',
    'revoked/spki-12.yaml',
    'waivers/A.yaml',
    '.github/.git/config',
    'dfsps/greenbank/proofs/x.json',
    'docs/../x.md',
    `docs/${'a'.repeat(200)}.md`,
    'docs/1/2/3/4/5/6/7/8.md',
  ]
  test.each([...bad, ...worse])('%j', (path) => {
    expect(fileFindings({ files: { [path]: JWS } })).toEqual([`repo/name ${path}`])
  })

  test.each([
    [`docs/${'a'.repeat(96)}/${'b'.repeat(99)}.md`, 'the path has 204 bytes; expected at most 200'],
    ['docs/1/2/3/4/5/6/7/8.md', 'the path has 9 parts; expected at most 8'],
    [`docs/${'a'.repeat(101)}.md`, `"${'a'.repeat(101)}.md" is not a plain name; expected letters, digits, dots, hyphens and underscores`],
  ])('%j is too much: %s', (path, message) => {
    expect(fileFindingsOf({ files: { [path]: 'a\n' } }).map((finding) => finding.message)).toEqual([message])
  })

  test.each([`docs/${'a'.repeat(95)}/${'b'.repeat(96)}.md`, 'docs/1/2/3/4/5/6/7.md'])('%j is just within the limits', (path) => {
    expect(fileFindings({ files: { [path]: 'a\n' } })).toEqual([])
  })

  test('the message names the part and what is expected', () => {
    const [finding] = fileFindingsOf({ files: { 'dfsps/gb/dfsp.yaml': '' } })
    expect(finding?.message).toBe('"gb" does not fit here; expected an id of 3 to 30 lower-case letters, digits and hyphens, other than "hub" and "all"')
  })
})
