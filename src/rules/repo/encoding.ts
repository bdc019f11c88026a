import { isUtf8 } from 'node:buffer'
import type { TreeEntry } from '../../model/tree.ts'
import { type TreeProblem, treeRule } from './tree-rule.ts'

/** PEM readers say themselves what is wrong with bytes that are not text. */
const READ_AS_TEXT = /[.](yaml|json|md|txt)$/

export const encoding = treeRule({
  code: 'repo/encoding',
  summary: 'Paths and text files are UTF-8.',
  *check(tree) {
    for (const entry of tree.entries) yield* problemOf(entry)
  },
})

function* problemOf({ path, utf8, bytes }: TreeEntry): Iterable<TreeProblem> {
  if (!utf8) yield { path, message: 'the path is not UTF-8; expected lower-case letters, digits, dots and hyphens' }
  else if (bytes !== null && isText(path) && !isUtf8(bytes)) {
    yield { path, message: 'the file is not UTF-8', hint: `iconv -t UTF-8 ${path}`, position: lineOfFirstBadByte(bytes) }
  }
}

function isText(path: string): boolean {
  return READ_AS_TEXT.test(path) || path.startsWith('.github/')
}

function lineOfFirstBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  const good = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\uFFFD')[0] ?? ''
  return { line: good.split('\n').length, column: good.length - good.lastIndexOf('\n') }
}
