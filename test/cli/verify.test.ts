import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { writeFiles } from '../support/folder.ts'
import { testCa, testCertificate, testCrl } from '../support/pki.ts'
import { cli, words } from '../support/run-cli.ts'
import { workshop } from '../support/shell.ts'

const place = workshop()
const folder = place.directory
const AS_OF = '--as-of 2026-11-23T12:00:00Z --format json'

const root = testCa()
const issuing = root.issueCa()
const leaf = issuing.issue({
  names: [
    { kind: 'dns', value: 'server.example' },
    { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 10) },
  ],
})
const revoked = issuing.issue()
const other = testCa({ subject: { CN: 'Other Root' } })

const sha = (pem: string): string => {
  const parsed = parseOneCertificatePem(Buffer.from(pem))
  return parsed.ok ? parsed.facts.sha256 : ''
}

async function verify(
  line: string,
): Promise<{ readonly exit: number; readonly answer: { ok: boolean; path: readonly string[]; problems: readonly { code: string }[] } }> {
  const { exit, out, err } = await cli(folder, words(`verify ${line} ${AS_OF}`))
  if (out === '') throw new Error(err)
  return { exit, answer: JSON.parse(out) }
}

beforeAll(() => {
  writeFiles(folder, [
    ['root.pem', root.pem],
    ['issuing.pem', issuing.pem],
    ['leaf.pem', leaf.pem],
    ['chain.pem', leaf.pem + issuing.pem],
    ['revoked.pem', revoked.pem],
    ['other.pem', other.pem],
    ['expired.pem', issuing.issue({ notAfter: new Date('2026-11-01T00:00:00Z') }).pem],
    ['late-root.pem', testCa({ subject: { CN: 'Late' }, notAfter: new Date('2026-11-01T00:00:00Z') }).pem],
    ['weak.pem', testCertificate({ issuer: issuing, purpose: 'client' }).pem],
    [
      'crls.pem',
      testCrl(issuing, { entries: [{ serial: revoked.serial, revokedAt: new Date('2026-11-20T00:00:00Z'), reason: 'keyCompromise' }] }).pem + testCrl(root).pem,
    ],
    ['issuing-crl.pem', testCrl(issuing).pem],
    ['old-crls.pem', testCrl(issuing, { nextUpdate: new Date('2026-11-22T00:00:00Z') }).pem + testCrl(root).pem],
    ['junk.pem', 'junk\n'],
  ])
})

afterAll(() => place.close())

test('a path is told by its certificates, leaf first', async () => {
  const path = [leaf, issuing, root].map(({ pem }) => sha(pem))

  expect(await verify('leaf.pem --anchor root.pem --untrusted issuing.pem')).toEqual({ exit: 0, answer: { version: 1, ok: true, path, problems: [] } })
  expect(await verify('chain.pem --anchor root.pem --anchor other.pem --purpose server --host server.example')).toEqual({
    exit: 0,
    answer: { version: 1, ok: true, path, problems: [] },
  })
  expect((await cli(folder, words('verify chain.pem --anchor root.pem --as-of 2026-11-23'))).out).toBe(
    `verified, leaf first:\n${path.map((line) => `  ${line}\n`).join('')}`,
  )
})

test.each([
  ['an intermediate that is missing', 'leaf.pem --anchor root.pem', ['chain/incomplete']],
  ['an untrusted root, though it is at hand', 'leaf.pem --anchor other.pem --untrusted issuing.pem --untrusted root.pem', ['chain/anchor']],
  ['the end of its own time', 'expired.pem --anchor root.pem --untrusted issuing.pem', ['cert/expired']],
  ['the other purpose', 'chain.pem --anchor root.pem --purpose client', ['cert/purpose']],
  ['another host', 'chain.pem --anchor root.pem --purpose server --host other.example', ['cert/host']],
  ['another address', 'chain.pem --anchor root.pem --host 192.0.2.11', ['cert/host']],
  ['a revocation', 'revoked.pem --anchor root.pem --untrusted issuing.pem --crl crls.pem', ['cert/revoked']],
  ['a CRL that is missing', 'leaf.pem --anchor root.pem --untrusted issuing.pem --crl issuing-crl.pem', ['crl/missing']],
  ['a CRL that has ended', 'leaf.pem --anchor root.pem --untrusted issuing.pem --crl old-crls.pem', ['crl/missing']],
  ['nothing that could be a certificate', 'junk.pem --anchor root.pem', ['cert/unreadable']],
])('%s is the reason, exit 1', async (_what, line, codes) => {
  const { exit, answer } = await verify(line)

  expect([exit, answer.ok, answer.path, answer.problems.map(({ code }) => code)]).toEqual([1, false, [], codes])
})

test.each([
  'leaf.pem --anchor root.pem --untrusted issuing.pem --crl crls.pem',
  'chain.pem --anchor root.pem --host 192.0.2.10',
  'chain.pem --anchor issuing.pem',
])('verify %s is verified', async (line) => {
  expect(await verify(line)).toMatchObject({ exit: 0, answer: { ok: true } })
})

test.each([
  'verify leaf.pem',
  'verify leaf.pem --anchor junk.pem',
  'verify leaf.pem --anchor missing.pem',
  'verify missing.pem --anchor root.pem',
  'verify leaf.pem --anchor root.pem --crl root.pem',
  'verify leaf.pem --anchor root.pem --purpose both',
  'verify leaf.pem --anchor root.pem --profile lax',
])('%s is a slip, exit 2', async (line) => {
  expect(await cli(folder, words(line))).toMatchObject({ exit: 2, out: '' })
})
