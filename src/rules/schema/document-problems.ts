import type { Document, DocumentProblem } from '../../model/environment.ts'
import type { Problem } from '../rule.ts'

/** The loader's problems of one kind, as a rule tells them. */
export function problemsOfKind(document: Document<unknown>, kind: DocumentProblem['kind']): readonly Problem[] {
  return document.problems
    .filter((problem) => problem.kind === kind)
    .map(({ message, hint, position }) => ({ message, position, ...(hint === null ? {} : { hint }) }))
}
