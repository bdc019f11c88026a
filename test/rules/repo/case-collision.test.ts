import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')

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
