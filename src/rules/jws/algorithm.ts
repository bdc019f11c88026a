import type { PublicKeyFacts } from '../../pki/facts.ts'
import { algorithmOf } from '../jws-policy.ts'
import type { CheckContext, JwsSubject, Problem, Rule } from '../rule.ts'
import { keyKindProblem } from '../signature-policy.ts'

export const jwsAlgorithm: Rule<'jws'> = {
  code: 'jws/algorithm',
  kind: 'jws',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A signing key fits an algorithm that the environment accepts for its use.',
  cites: ['RFC 7518 §3.1', 'RFC 8725 §3.1'],
  *check(subject, context) {
    if (!subject.artefact.parsed.ok) return
    const key = subject.artefact.parsed.facts
    const unfit = keyKindProblem(key)
    if (unfit !== null) yield { message: unfit, hint: 'openssl genrsa -traditional 2048' }
    else yield* CHECKS[subject.role](key, subject, context)
  },
}

type Check = (key: PublicKeyFacts, subject: JwsSubject, context: CheckContext) => Iterable<Problem>

const CHECKS: Readonly<Record<JwsSubject['role'], Check>> = {
  jws: (key, _, { settings }) => notAmong(key, settings.policy.jws.algorithms, 'policy.jws.algorithms'),
  oauth: (key, subject, context) => (subject.dfsp === null ? issuerKey(key, subject, context) : []),
  officer: () => [],
  deploy: () => [],
}

function notAmong(key: PublicKeyFacts, algorithms: readonly string[], where: string): Problem[] {
  const fits = algorithmOf(key)
  if (fits !== null && algorithms.includes(fits)) return []
  const what = fits === null ? 'no JWS algorithm' : `the algorithm ${fits}`
  return [{ message: `The key fits ${what}; ${where} has ${algorithms.join(', ')}.`, hint: 'make a key of the kind that the environment accepts' }]
}

/** A key of the token issuer also says in its own file which algorithm it is for, and that must be the one it fits. */
function issuerKey(key: PublicKeyFacts, { artefact }: JwsSubject, { environment }: CheckContext): Problem[] {
  const said = environment.hub.oauthKeys.find(({ name }) => name === artefact.name)
  if (said === undefined || said.value === null || said.value.alg === algorithmOf(key)) return []
  return [
    {
      message: `"${said.path}" says ${said.value.alg}; the key fits ${algorithmOf(key) ?? 'no JWS algorithm'}.`,
      hint: 'give the algorithm that the issuer signs with',
    },
  ]
}
