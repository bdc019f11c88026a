import type { Position } from '../../model/finding.ts'
import { positionAt } from './position-at.ts'
import type { Pointer } from './schema-problems.ts'

/** Where a value stands, and what is inside it: offsets in UTF-16 code units. */
export interface Mark {
  readonly at: number
  /** Where its key stands, in a mapping. */
  readonly key: number | null
  readonly inside: ReadonlyMap<string | number, Mark> | null
}

/** The place of a value or, with `atKey`, of its key; the nearest known parent's where it is not there. */
export function positionOf(text: string, root: Mark, { pointer, atKey }: { readonly pointer: Pointer; readonly atKey: boolean }): Position {
  let mark = root
  for (const [index, step] of pointer.entries()) {
    const next = mark.inside?.get(step) ?? mark.inside?.get(String(step))
    if (next === undefined) break
    mark = next
    if (atKey && index === pointer.length - 1 && next.key !== null) return positionAt(text, next.key)
  }
  return positionAt(text, mark.at)
}
