import { describe, expect, test } from 'vitest'
import { fileFindings } from '../../support/tree-findings.ts'

const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(0x61)

describe('repo/too-large', () => {
  test('64 KiB are accepted, one byte more is not', () => {
    expect(fileFindings({ files: { 'docs/a.md': bytes(64 * 1024) } })).toEqual([])
    expect(fileFindings({ files: { 'docs/a.md': bytes(64 * 1024 + 1) } })).toEqual(['repo/too-large docs/a.md'])
  })

  test('10 MB of YAML give that finding alone', () => {
    expect(fileFindings({ files: { 'dfsps/greenbank/dfsp.yaml': bytes(10 * 1024 * 1024) } })).toEqual(['repo/too-large dfsps/greenbank/dfsp.yaml'])
  })
})
