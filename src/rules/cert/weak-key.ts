import type { Position } from '../../model/finding.ts'
import type { Rule } from '../rule.ts'
import { lostKeyMessage, weakKeyProblem } from '../weak-key.ts'

export const certWeakKey: Rule<'certificate'> = {
  code: 'cert/weak-key',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: "A certificate's key has a size, exponent or curve that the policy accepts, is on no list of blocked keys, and nobody can compute its private half.",
  cites: ['NIST SP 800-57 Part 1 §5.6', 'NIST SP 800-56A §5.6.2.3', 'CVE-2017-15361'],
  *check({ artefact: { path, parsed } }, context) {
    if (!parsed.ok) return
    const [leaf, ...issuers] = parsed.facts
    yield* weakKeyProblem({ path, key: leaf.publicKey, policy: context.settings.policy.keys, hint: HINT }, context)
    for (const [at, { publicKey }] of issuers.entries()) {
      // What sizes and curves issuers may have is judged with the path.
      const message = lostKeyMessage(publicKey, context)
      if (message !== null) yield { message: `Certificate ${at + 2} of the file: ${message}`, hint: HINT, position: lineOf(parsed.lines?.[at + 1]) }
    }
  },
}

const HINT = 'make a new key, and let the CA certify it'

const lineOf = (line: number | undefined): Position | null => (line === undefined ? null : { line, column: 1 })
