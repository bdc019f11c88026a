import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')

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
