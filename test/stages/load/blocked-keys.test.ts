import { describe, expect, test } from 'vitest'
import { sampleEnvironment } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

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
