import type { Rule } from '../rule.ts'
import { problemsOfKind } from './document-problems.ts'

export const yaml: Rule<'document'> = {
  code: 'schema/yaml',
  kind: 'document',
  severity: 'error',
  phase: 'syntax',
  waivable: false,
  summary: 'A file is one document of YAML 1.2 (or JSON) without anchors, aliases, tags, duplicate keys, tabs or a byte order mark.',
  cites: ['YAML 1.2.2', 'RFC 8259'],
  check: (document) => problemsOfKind(document, 'yaml'),
}
