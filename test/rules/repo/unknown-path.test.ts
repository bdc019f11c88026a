import { describe, expect, test } from 'vitest'
import { fileFindings, fileFindingsOf } from '../../support/tree-findings.ts'

test('the sample has no finding', () => {
  expect(fileFindings({})).toEqual([])
})

test('what stands besides the layout is accepted', () => {
  const files = {
    'README.md': '# x\n',
    LICENSE: 'x\n',
    '.gitignore': 'issued/\n',
    '.editorconfig': 'root = true\n',
    '.vscode/settings.json': '{}\n',
    '.github/workflows/check.yml': 'on: push\n',
    '.github/CODEOWNERS': '* @x\n',
    'docs/a/b.md': 'x\n',
    'blocked-keys.txt': '',
  }
  expect(fileFindings({ files })).toEqual([])
})

describe('repo/unknown-path', () => {
  test.each([
    'notes.txt',
    '.gitattributes',
    '.gitmodules',
    '.lfsconfig',
    'docs/x.html',
    'hub/notes.md',
    'dfsps/greenbank/notes.yaml',
    'dfsps/greenbank/jws/2026-11.crt',
    'CODEOWNERS',
    'dfsps/readme.md',
    'package.json',
  ])('%s', (path) => {
    expect(fileFindings({ files: { [path]: 'x\n' } })).toEqual([`repo/unknown-path ${path}`])
  })

  test('it belongs to the DFSP in whose folder it lies', () => {
    const [own] = fileFindingsOf({ files: { 'dfsps/greenbank/notes.yaml': 'x\n' } })
    const [root] = fileFindingsOf({ files: { 'notes.txt': 'x\n' } })
    expect([own?.dfsp, root?.dfsp]).toEqual(['greenbank', null])
  })
})
