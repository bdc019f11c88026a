import type { Environment } from '../../model/environment.ts'
import { retiredAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import type { CrlSubject, Problem, Rule } from '../rule.ts'

export const crlExpired: Rule<'crl'> = {
  code: 'crl/expired',
  kind: 'crl',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CRL has begun and says when the next one comes, and that time has not passed; the last list of a retired CA stands for ever.',
  cites: ['RFC 5280 §5.1.2.5'],
  *check({ role, artefact: { name, path, parsed } }, { at, environment }) {
    if (!parsed.ok) return
    if (at < parsed.facts.thisUpdate)
      yield {
        message: `The CRL is valid only from ${formatInstant(parsed.facts.thisUpdate)}.`,
        hint: 'set the clock of whoever made it right, then make it anew',
      }
    else if (parsed.facts.nextUpdate === null || at > parsed.facts.nextUpdate)
      yield* over({ role, name, path, nextUpdate: parsed.facts.nextUpdate }, environment)
  },
}

interface Over {
  readonly role: CrlSubject['role']
  readonly name: string
  readonly path: string
  readonly nextUpdate: Date | null
}

function* over({ role, name, path, nextUpdate }: Over, environment: Environment): Iterable<Problem> {
  if (role === 'hub' && retiredAuthorities(environment).has(name)) return
  const message = nextUpdate === null ? 'The CRL does not say when the next one comes (nextUpdate).' : `The CRL ended on ${formatInstant(nextUpdate)}.`
  yield { message, hint: hintFor(role, { name, path }) }
}

function hintFor(role: CrlSubject['role'], { name, path }: { readonly name: string; readonly path: string }): string {
  if (role === 'dfsp') return 'fetch the current CRL of the CA'
  return path.startsWith('hub/crl/') ? `muhuri crl issue --ca ${name} --dir .` : 'muhuri sign --crl-only'
}
