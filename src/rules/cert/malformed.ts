import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const certMalformed: Rule<'certificate'> = {
  code: 'cert/malformed',
  kind: 'certificate',
  severity: 'error',
  phase: 'after',
  waivable: true,
  summary: 'A certificate keeps to the encodings and flags of RFC 5280.',
  cites: ['RFC 5280 §4'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok) return
    const [defect] = parsed.facts[0].defects
    if (defect !== undefined) yield { message: `The certificate is malformed: ${defect}.`, hint: 'let the CA issue it anew' }
    else yield* chainProblems(subject, 'cert/malformed', context)
  },
}
