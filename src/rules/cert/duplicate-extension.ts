import type { Rule } from '../rule.ts'

export const certDuplicateExtension: Rule<'certificate'> = {
  code: 'cert/duplicate-extension',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: false,
  summary: 'A certificate has no extension twice: readers differ in which one they take.',
  cites: ['RFC 5280 §4.2'],
  *check({ artefact: { parsed } }) {
    const twice = parsed.ok ? parsed.facts[0].duplicateExtensions : []
    if (twice.length > 0) yield { message: `The certificate has the extension ${twice.join(', ')} more than once.`, hint: 'let the CA issue it anew' }
  },
}
