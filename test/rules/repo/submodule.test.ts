import { expect, test } from 'vitest'
import { fileFindings } from '../../support/tree-findings.ts'

test('a submodule', () => {
  expect(fileFindings({ entries: [{ path: 'dfsps/greenbank/ca/more', mode: '160000', bytes: null, size: null }] })).toEqual([
    'repo/submodule dfsps/greenbank/ca/more',
  ])
})
