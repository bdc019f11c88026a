import { describe, expect, test } from 'vitest'
import { fileFindings } from '../../support/tree-findings.ts'

describe('repo/encoding', () => {
  test('a path that is not UTF-8', () => {
    expect(fileFindings({ entries: [{ path: 'docs/\uFFFD.md', utf8: false }] })).toEqual(['repo/encoding docs/\uFFFD.md'])
  })

  test('a text file that is not UTF-8, at the first wrong byte', () => {
    const latin1 = Buffer.concat([Buffer.from('name: ok\ncountry: '), Buffer.from([0xe9, 0x0a])])
    expect(fileFindings({ files: { 'dfsps/greenbank/dfsp.yaml': latin1 } })).toEqual(['repo/encoding dfsps/greenbank/dfsp.yaml:2:10'])
  })

  test('a byte order mark counts as a character of the line', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('a'), Buffer.from([0xe9, 0x0a])])
    expect(fileFindings({ files: { 'docs/a.md': marked } })).toEqual(['repo/encoding docs/a.md:1:3'])
  })

  test('what Git keeps for GitHub is text; certificates say for themselves what is wrong', () => {
    const bytes = Buffer.from([0x61, 0xe9])
    expect(fileFindings({ files: { '.github/CODEOWNERS': bytes } })).toEqual(['repo/encoding .github/CODEOWNERS:1:2'])
    expect(fileFindings({ files: { 'dfsps/greenbank/ca/root.pem': bytes } }).filter((line) => line.startsWith('repo/encoding'))).toEqual([])
  })
})
