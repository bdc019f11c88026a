import type { Place } from '../../model/decision.ts'
import type { Document, Environment } from '../../model/environment.ts'

/** Where a value of one of the environment's documents stands. */
export type Pointer = readonly (string | number)[]

/** The place of a value in a document; none where the document is not there. */
export function placeIn(document: Document<unknown> | null | undefined, pointer: Pointer): readonly Place[] {
  return document === null || document === undefined ? [] : [{ path: document.path, position: document.positionOf(pointer) }]
}

/** A file as a whole. */
export const wholeFile = (path: string): readonly Place[] => [{ path, position: { line: 1, column: 1 } }]

/** The folder of one DFSP, by id. */
export const folderOf = ({ dfsps }: Environment, id: string | null): Environment['dfsps'][number] | null => dfsps.find((dfsp) => dfsp.id === id) ?? null
