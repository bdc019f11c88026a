import { certificateLints } from '../../pki/certificate-lint.ts'
import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

const HINT = 'let the CA issue it anew'

export const certMalformed: Rule<'certificate'> = {
  code: 'cert/malformed',
  kind: 'certificate',
  severity: 'error',
  phase: 'after',
  waivable: true,
  summary: 'A certificate keeps to the encodings, flags and texts of RFC 5280.',
  cites: ['RFC 5280 §4'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok) return
    const [defect] = parsed.facts[0].defects
    if (defect !== undefined) yield { message: `The certificate is malformed: ${defect}.`, hint: HINT }
    else {
      yield* chainProblems(subject, 'cert/malformed', context)
      // One cause, one finding: the first lint.
      const [lint] = certificateLints(parsed.facts[0])
      if (lint !== undefined) yield { message: `${lint.message} (${lint.name})`, hint: HINT, severity: lint.severity }
    }
  },
}
