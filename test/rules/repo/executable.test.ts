import { expect, test } from 'vitest'
import { sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const path = 'dfsps/greenbank/ca/root.pem'

test.each(['100755', '100777', '100664', '000000'])('mode %s', (mode) => {
  expect(fileFindings({ entries: [{ path, mode, bytes: new TextEncoder().encode(text(path)) }] })).toEqual([`repo/executable ${path}`])
})

test('what is refused is not read', () => {
  const environment = sampleEnvironment({ entries: [{ path, mode: '100755', bytes: new TextEncoder().encode(text(path)) }] })
  expect(environment.dfsps.find(({ id }) => id === 'greenbank')?.ca).toEqual([])
})
