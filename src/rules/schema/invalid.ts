import type { Rule } from '../rule.ts'
import { problemsOfKind } from './document-problems.ts'

export const invalid: Rule<'document'> = {
  code: 'schema/invalid',
  kind: 'document',
  severity: 'error',
  phase: 'schema',
  waivable: false,
  summary: 'A file has the fields that its JSON Schema describes, and no others.',
  cites: ['JSON Schema 2020-12'],
  check: (document) => problemsOfKind(document, 'invalid'),
}
