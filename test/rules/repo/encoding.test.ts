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
})
