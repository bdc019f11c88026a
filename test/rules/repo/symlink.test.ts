import { expect, test } from 'vitest'
import { fileFindings } from '../../support/tree-findings.ts'

const path = 'dfsps/greenbank/ca/root.pem'

test('a symbolic link', () => {
  expect(fileFindings({ entries: [{ path, mode: '120000', bytes: null }] })).toEqual([`repo/symlink ${path}`])
})
