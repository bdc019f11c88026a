import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''

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
