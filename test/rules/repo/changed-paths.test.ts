import { expect, test } from 'vitest'
import type { TreeEntry } from '../../../src/model/tree.ts'
import { changedPaths } from '../../../src/rules/repo/changed-paths.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const entry = (path: string, changes: Partial<TreeEntry> = {}): TreeEntry => ({
  path,
  utf8: true,
  mode: '100644',
  size: 1,
  bytes: bytes('a'),
  layer: 'main',
  ...changes,
})
const tree = (...entries: readonly TreeEntry[]) => ({ commit: null, treeId: null, entries })
const changed = (before: readonly TreeEntry[], after: readonly TreeEntry[]) => changedPaths(tree(...before), tree(...after)).map(({ path }) => path)

const same = entry('a')
const shared = bytes('shared')

test.each<[string, TreeEntry, TreeEntry]>([
  ['the same entry', same, same],
  ['equal bytes', entry('a'), entry('a')],
  ['the bytes that both trees share', entry('a', { bytes: shared }), entry('a', { bytes: shared })],
  ['what was not read, where Git names it the same', entry('a', { bytes: null, id: '1' }), entry('a', { bytes: null, id: '1' })],
])('%s is no change', (_what, before, after) => {
  expect(changed([before], [after])).toEqual([])
})

test.each<[string, TreeEntry, TreeEntry]>([
  ['other bytes of the same length', entry('a'), entry('a', { bytes: bytes('b') })],
  ['another mode', entry('a'), entry('a', { mode: '100755' })],
  ['another mode of the bytes that both trees share', entry('a', { bytes: shared }), entry('a', { bytes: shared, mode: '120000' })],
  ['what was not read on both sides', entry('a', { bytes: null }), entry('a', { bytes: null })],
  ['what was not read, where Git names it otherwise', entry('a', { bytes: null, id: '1' }), entry('a', { bytes: null, id: '2' })],
  ['another mode of what was not read', entry('a', { bytes: null, id: '1' }), entry('a', { bytes: null, id: '1', mode: '100755' })],
  ['what is not read any more', entry('a', { bytes: bytes('') }), entry('a', { bytes: null })],
  ['what was not read before', entry('a', { bytes: null }), entry('a', { bytes: bytes('') })],
])('%s is a change', (_what, before, after) => {
  expect(changed([before], [after])).toEqual(['a'])
})

test('what comes and goes is a change, and changes stand by path', () => {
  expect(changed([entry('c'), entry('b')], [entry('b'), entry('a')])).toEqual(['a', 'c'])
})
