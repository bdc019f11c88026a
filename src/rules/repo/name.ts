import { locate } from '../../model/layout.ts'
import { MAX_DEPTH, MAX_PATH_BYTES } from '../../model/tree.ts'
import { treeRule } from './tree-rule.ts'

const SEGMENT = /^[A-Za-z0-9._-]{1,100}$/
/** Names that mean something else to Git, or to a file system where the repository may be checked out. */
const RESERVED = /(?:(?:^|\/)(?:\.git|git~\d+|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?)|\.)(?=\/|$)/i

export const name = treeRule({
  code: 'repo/name',
  summary: 'Every part of a path is a plain name, within the limits, and what the layout asks for at its place.',
  cites: ['DESIGN §2'],
  *check(tree) {
    for (const { path } of tree.entries) {
      const problem = problemOf(path)
      if (problem !== null) yield { path, message: problem }
    }
  },
})

/** Most paths, by one look: within the limits, and of plain names only. */
const PLAIN_PATH = /^(?=.{1,200}$)[A-Za-z0-9._-]{1,100}(?:\/[A-Za-z0-9._-]{1,100}){0,7}$/

function problemOf(path: string): string | null {
  const strange = PLAIN_PATH.test(path) ? null : strangeness(path)
  if (strange !== null) return strange
  const reserved = RESERVED.test(path) ? path.split('/').find((segment) => RESERVED.test(segment)) : undefined
  if (reserved !== undefined) return `"${reserved}" means something else to Git or to Windows; expected another name`
  const { problem } = locate(path)
  return problem === null ? null : `"${problem.part}" does not fit here; expected ${problem.expected}`
}

function strangeness(path: string): string | null {
  const bytes = new TextEncoder().encode(path).length
  if (bytes > MAX_PATH_BYTES) return `the path has ${bytes} bytes; expected at most ${MAX_PATH_BYTES}`
  const segments = path.split('/')
  if (segments.length > MAX_DEPTH) return `the path has ${segments.length} parts; expected at most ${MAX_DEPTH}`
  const strange = segments.find((segment) => !SEGMENT.test(segment))
  return strange === undefined ? null : `${JSON.stringify(strange)} is not a plain name; expected letters, digits, dots, hyphens and underscores`
}
