import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../../model/plan.ts'
import type { RenderedFile } from '../../model/rendered.ts'

/** Beyond this many changed lines a diff is no longer read, only paid for. */
const MAX_EDITS = 2000
/** They carry time and sequence, and say nothing that the files do not. */
const MANIFEST = /(^|\/)manifest\.(json|sig)$/

/** Rendered files that come, go or differ, sorted by path, each with its unified diff. */
export function fileChanges(base: readonly RenderedFile[], head: readonly RenderedFile[]): readonly FileChange[] {
  const [before, after] = [byPath(base), byPath(head)]
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.filter((path) => before.get(path) !== after.get(path)).map((path) => fileChange(path, before.get(path), after.get(path)))
}

function fileChange(path: string, before: string | undefined, after: string | undefined): FileChange {
  const change = before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified'
  return { path, change, diff: unified(path, before, after) }
}

function unified(path: string, before: string | undefined, after: string | undefined): string {
  const [from, to] = [before === undefined ? '/dev/null' : `a/${path}`, after === undefined ? '/dev/null' : `b/${path}`]
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: MAX_EDITS,
  })
  return patch ?? `--- ${from}\n+++ ${to}\n(more than ${MAX_EDITS} lines differ)\n`
}

function byPath(files: readonly RenderedFile[]): ReadonlyMap<string, string> {
  return new Map(files.filter(({ path }) => !MANIFEST.test(path)).map(({ path, text }) => [path, text]))
}
