import { describe, expect, test } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment, sampleFiles, sampleKeys } from '../../support/environment.ts'
import { fileFindings, fileFindingsOf } from '../../support/tree-findings.ts'

const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(0x61)
const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')

test('the sample has no finding', () => {
  expect(fileFindings({})).toEqual([])
})

test('what stands besides the layout is accepted', () => {
  const files = {
    'README.md': '# x\n',
    LICENSE: 'x\n',
    '.gitignore': 'issued/\n',
    '.editorconfig': 'root = true\n',
    '.vscode/settings.json': '{}\n',
    '.github/workflows/check.yml': 'on: push\n',
    '.github/CODEOWNERS': '* @x\n',
    'docs/a/b.md': 'x\n',
    'blocked-keys.txt': '',
  }
  expect(fileFindings({ files })).toEqual([])
})

describe('repo/unknown-path', () => {
  test.each([
    'notes.txt',
    '.gitattributes',
    '.gitmodules',
    '.lfsconfig',
    'docs/x.html',
    'hub/notes.md',
    'dfsps/greenbank/notes.yaml',
    'dfsps/greenbank/jws/2026-11.crt',
    'CODEOWNERS',
    'dfsps/readme.md',
    'package.json',
  ])('%s', (path) => {
    expect(fileFindings({ files: { [path]: 'x\n' } })).toEqual([`repo/unknown-path ${path}`])
  })

  test('it belongs to the DFSP in whose folder it lies', () => {
    const [own] = fileFindingsOf({ files: { 'dfsps/greenbank/notes.yaml': 'x\n' } })
    const [root] = fileFindingsOf({ files: { 'notes.txt': 'x\n' } })
    expect([own?.dfsp, root?.dfsp]).toEqual(['greenbank', null])
  })
})

describe('modes', () => {
  const path = 'dfsps/greenbank/ca/root.pem'

  test('a symbolic link', () => {
    expect(fileFindings({ entries: [{ path, mode: '120000', bytes: null }] })).toEqual([`repo/symlink ${path}`])
  })

  test('a submodule', () => {
    expect(fileFindings({ entries: [{ path: 'dfsps/greenbank/ca/more', mode: '160000', bytes: null, size: null }] })).toEqual([
      'repo/submodule dfsps/greenbank/ca/more',
    ])
  })

  test.each(['100755', '100777', '100664', '000000'])('mode %s', (mode) => {
    expect(fileFindings({ entries: [{ path, mode, bytes: new TextEncoder().encode(text(path)) }] })).toEqual([`repo/executable ${path}`])
  })

  test('what is refused is not read', () => {
    const environment = sampleEnvironment({ entries: [{ path, mode: '100755', bytes: new TextEncoder().encode(text(path)) }] })
    expect(environment.dfsps.find(({ id }) => id === 'greenbank')?.ca).toEqual([])
  })
})

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

describe('repo/case-collision', () => {
  test('the spelling that the layout knows stays', () => {
    expect(fileFindings({ files: { 'dfsps/greenbank/DFSP.yaml': 'x\n' } })).toEqual(['repo/case-collision dfsps/greenbank/DFSP.yaml'])
    expect(fileFindings({ files: { 'dfsps/greenbank/jws/A.pem': JWS, 'dfsps/greenbank/jws/a.pem': JWS } })).toEqual([
      'repo/case-collision dfsps/greenbank/jws/A.pem',
    ])
  })

  test('folders count too', () => {
    expect(fileFindings({ files: { 'dfsps/GreenBank/dfsp.yaml': 'x\n' } })).toEqual(['repo/case-collision dfsps/GreenBank/dfsp.yaml'])
    expect(fileFindings({ files: { 'dfsps/GreenBank/more.yaml': 'x\n' } })).toEqual(['repo/case-collision dfsps/GreenBank/more.yaml'])
  })

  test('the composed and the decomposed form of one name', () => {
    expect(fileFindings({ files: { 'docs/\u00e9.md': 'x\n', 'docs/e\u0301.md': 'x\n' } })).toEqual([
      'repo/name docs/e\u0301.md',
      'repo/case-collision docs/\u00e9.md',
    ])
  })
})

describe('repo/encoding', () => {
  test('a path that is not UTF-8', () => {
    expect(fileFindings({ entries: [{ path: 'docs/\uFFFD.md', utf8: false }] })).toEqual(['repo/encoding docs/\uFFFD.md'])
  })

  test('a text file that is not UTF-8, at the first wrong byte', () => {
    const latin1 = Buffer.concat([Buffer.from('name: ok\ncountry: '), Buffer.from([0xe9, 0x0a])])
    expect(fileFindings({ files: { 'dfsps/greenbank/dfsp.yaml': latin1 } })).toEqual(['repo/encoding dfsps/greenbank/dfsp.yaml:2:10'])
  })
})

describe('repo/too-large', () => {
  test('64 KiB are accepted, one byte more is not', () => {
    expect(fileFindings({ files: { 'docs/a.md': bytes(64 * 1024) } })).toEqual([])
    expect(fileFindings({ files: { 'docs/a.md': bytes(64 * 1024 + 1) } })).toEqual(['repo/too-large docs/a.md'])
  })

  test('10 MB of YAML give that finding alone', () => {
    expect(fileFindings({ files: { 'dfsps/greenbank/dfsp.yaml': bytes(10 * 1024 * 1024) } })).toEqual(['repo/too-large dfsps/greenbank/dfsp.yaml'])
  })
})

describe('repo/too-many', () => {
  const many = (folder: string, count: number, contents: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`dfsps/greenbank/${folder}/x${index}.pem`, contents]))

  test('the fifth JWS key and the fifth server certificate', () => {
    expect(fileFindings({ files: many('jws', 4, JWS) })).toEqual(['repo/too-many dfsps/greenbank/jws/x3.pem'])
    expect(fileFindings({ files: many('server', 4, JWS) })).toEqual(['repo/too-many dfsps/greenbank/server/x3.pem'])
  })

  test('CA files of both folders count together', () => {
    expect(fileFindings({ files: { ...many('ca', 3, JWS), ...many('server-ca', 2, JWS) } })).toEqual([])
    expect(fileFindings({ files: { ...many('ca', 3, JWS), ...many('server-ca', 3, JWS) } })).toEqual(['repo/too-many dfsps/greenbank/server-ca/x2.pem'])
  })
})

describe('repo/private-key', () => {
  const pem = (): string => sampleKeys('greenbank-client-2026-11').privatePem
  const der = (): Uint8Array => new Uint8Array(sampleKeys('greenbank-client-2026-11').privateKey.export({ type: 'pkcs8', format: 'der' }))
  const jwk = (): string => JSON.stringify(sampleKeys('greenbank-jws-2026-11').privateKey.export({ format: 'jwk' }))

  test.each([
    ['in PEM, in place of a public key', 'dfsps/greenbank/jws/2026-11.pem', pem, ':1:1'],
    ['after a public key', 'dfsps/greenbank/jws/2026-11.pem', () => JWS + pem(), `:${JWS.split('\n').length}:1`],
    ['in DER, where nothing should be', 'dfsps/greenbank/tls.key', der, ''],
    ['as JWK', 'docs/key.md', jwk, ':1:1'],
    ['under issued/', 'issued/keys/notes.json', pem, ':1:1'],
  ])('%s', (_, path, contents, place) => {
    expect(fileFindings({ files: { [path]: contents() } })).toEqual([`repo/private-key ${path}${place}`])
  })
})

describe('repo/machine-path', () => {
  const issued = [...sampleFiles().keys()].find((path) => /^issued\/certificates\/greenbank\/.*pem$/.test(path)) ?? ''

  test('a certificate under issued/ that main holds', () => {
    expect(fileFindings({ entries: [{ path: issued, layer: 'main', bytes: new TextEncoder().encode(text(issued)) }] })).toEqual([`repo/machine-path ${issued}`])
  })

  test('a certificate in client/', () => {
    expect(fileFindings({ files: { 'dfsps/greenbank/client/2026-11.pem': text(issued) } })).toEqual(['repo/machine-path dfsps/greenbank/client/2026-11.pem'])
  })

  test.each(['issued/notes.txt', 'issued/crl/Root.pem', 'issued/keys/12.json', 'issued/certificates/greenbank/2026-11.pem'])(
    '%s, which the machine does not write',
    (path) => {
      expect(fileFindings({ files: { [path]: 'x\n' } })).toEqual([`repo/machine-path ${path}`])
    },
  )
})

describe('blocked-keys.txt', () => {
  test('names keys, one a line, with comments', () => {
    const hash = 'ab'.repeat(32)
    const { blockedKeys, treeFindings } = sampleEnvironment({ files: { 'blocked-keys.txt': `# weak\n${hash} # Debian\n\n` } })
    expect([[...blockedKeys], treeFindings]).toEqual([[hash], []])
  })

  test('a line that is no SHA-256 is a finding', () => {
    expect(fileFindings({ files: { 'blocked-keys.txt': '# weak\nabc\n' } })).toEqual(['schema/invalid blocked-keys.txt:2:1'])
  })
})

describe('changes', () => {
  const head = (files: Readonly<Record<string, string | null>>, actor = 1001) =>
    check(sampleEnvironment({ files }), { at: SAMPLE_AT, base: sampleEnvironment(), actor })
  const repo = (files: Readonly<Record<string, string | null>>, actor?: number) =>
    head(files, actor)
      .findings.filter(({ code }) => code.startsWith('repo/'))
      .map(({ code, path }) => `${code} ${path}`)

  test("an owner who touches another DFSP's folder", () => {
    expect(repo({ 'dfsps/bluebank/jws/next.pem': JWS })).toEqual(['repo/foreign-path dfsps/bluebank/jws/next.pem'])
    expect(repo({ 'dfsps/bluebank/ca/root.pem': null })).toEqual(['repo/foreign-path dfsps/bluebank/ca/root.pem'])
    expect(repo({ 'dfsps/newbank/dfsp.yaml': 'x\n' })).toEqual(['repo/foreign-path dfsps/newbank/dfsp.yaml'])
  })

  test('an owner in the own folder, and the Hub in any', () => {
    expect(repo({ 'dfsps/greenbank/jws/next.pem': JWS })).toEqual([])
    expect(repo({ 'dfsps/bluebank/jws/next.pem': JWS }, 2001)).toEqual([])
  })

  test('owners are read from base', () => {
    const profile = text('dfsps/bluebank/dfsp.yaml').replace('[1002]', '[1001]')
    expect(repo({ 'dfsps/bluebank/dfsp.yaml': profile })).toEqual(['repo/foreign-path dfsps/bluebank/dfsp.yaml'])
  })

  test('issued/ and revoked/ only grow', () => {
    const path = [...sampleFiles().keys()].find((name) => /^issued\/certificates\/greenbank\/.*json$/.test(name)) ?? ''
    const key = [...sampleFiles().keys()].find((name) => name.startsWith('issued/keys/')) ?? ''
    expect(repo({ [path]: null }, 2001)).toEqual([`repo/append-only ${path}`])
    expect(repo({ [path]: text(path).replace('"pullRequest": null', '"pullRequest": 8') }, 2001)).toEqual([`repo/append-only ${path}`])
    expect(repo({ [key]: null }, 2001)).toEqual([`repo/append-only ${key}`])
    expect(repo({ 'issued/crl/clients.pem': text('issued/crl/servers.pem') }, 2001)).toEqual([])
    expect(repo({ 'issued/crl/clients.pem': null }, 2001)).toEqual(['repo/append-only issued/crl/clients.pem'])
  })

  test('a revocation stays as it is', () => {
    const path = `revoked/${'4A'.repeat(16)}.yaml`
    const files = { [path]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }
    const codes = (after: Readonly<Record<string, string | null>>) =>
      check(sampleEnvironment({ files: after }), { at: SAMPLE_AT, base: sampleEnvironment({ files }), actor: 2001 }).findings.filter(
        ({ code }) => code === 'repo/append-only',
      ).length
    expect([codes(files), codes({}), codes({ [path]: 'reason: unspecified\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })]).toEqual([0, 1, 1])
  })
})
