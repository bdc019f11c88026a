import type { Artefact, Environment } from '../../model/environment.ts'
import type { CrlFacts } from '../../pki/facts.ts'
import type { Rule } from '../rule.ts'

export const crlNumber: Rule<'crl'> = {
  code: 'crl/number',
  kind: 'crl',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CRL of the Hub has a number, and a new one has a greater number than the one it replaces.',
  cites: ['RFC 5280 §5.2.3'],
  *check({ role, artefact }, { base }) {
    if (role !== 'hub' || !artefact.parsed.ok) return
    const { number } = artefact.parsed.facts
    const before = base ? numberOnBase(base, artefact) : null
    if (number === null) yield { message: 'The CRL has no CRL number.', hint: 'muhuri sign --crl-only' }
    else if (before !== null && number <= before)
      yield { message: `The CRL number ${number} is not greater than ${before}, that of the one it replaces.`, hint: 'muhuri sign --crl-only' }
  },
}

/** Number of the list at the same path, where that is another list. */
function numberOnBase({ hub, issued }: Environment, { path, sha256 }: Artefact<CrlFacts>): bigint | null {
  const before = [...hub.crl, ...issued.crl].find((list) => list.path === path)
  return before?.parsed.ok === true && before.sha256 !== sha256 ? before.parsed.facts.number : null
}
