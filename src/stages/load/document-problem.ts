import type { DocumentProblem } from '../../model/environment.ts'
import type { Position } from '../../model/finding.ts'
import type { Mark } from './mark.ts'

/** What reading the text of a YAML or JSON file gives. */
export type ReadText =
  | {
      readonly ok: true
      readonly value: unknown
      /** Where its parts stand; null for JSON as Muhuri writes it, which is read again where that is asked for. */
      readonly mark: Mark | null
    }
  | { readonly ok: false; readonly problem: DocumentProblem }

export function yamlProblem(message: string, position: Position | null, hint: string | null = null): DocumentProblem {
  return { kind: 'yaml', message, hint, position }
}
