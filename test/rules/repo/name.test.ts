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

  test('the message names the part and what is expected', () => {
    const [finding] = fileFindingsOf({ files: { 'dfsps/gb/dfsp.yaml': '' } })
    expect(finding?.message).toBe('"gb" does not fit here; expected an id of 3 to 30 lower-case letters, digits and hyphens, other than "hub" and "all"')
  })
})
