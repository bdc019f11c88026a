import { retiredAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import type { CrlSubject, Rule } from '../rule.ts'

export const crlExpired: Rule<'crl'> = {
  code: 'crl/expired',
  kind: 'crl',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CRL says when the next one comes, and that time has not passed; the last list of a retired CA stands for ever.',
  cites: ['RFC 5280 §5.1.2.5'],
  *check({ role, artefact: { name, path, parsed } }, { at, environment }) {
    if (!parsed.ok || (parsed.facts.nextUpdate !== null && at <= parsed.facts.nextUpdate)) return
    if (role === 'hub' && retiredAuthorities(environment).has(name)) return
    const { nextUpdate } = parsed.facts
    const message = nextUpdate === null ? 'The CRL does not say when the next one comes (nextUpdate).' : `The CRL ended on ${formatInstant(nextUpdate)}.`
    yield { message, hint: hintFor(role, { name, path }) }
  },
}

function hintFor(role: CrlSubject['role'], { name, path }: { readonly name: string; readonly path: string }): string {
  if (role === 'dfsp') return 'fetch the current CRL of the CA'
  return path.startsWith('hub/crl/') ? `muhuri crl issue --ca ${name} --dir .` : 'muhuri sign --crl-only'
}
