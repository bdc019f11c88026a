import { confirmationProblem } from '../../model/confirmation.ts'
import { provableKeys } from '../../model/proof.ts'
import { unconfirmedKeys } from '../../model/unconfirmed-keys.ts'
import { isStrict } from '../key-continuity.ts'
import { isUnbound } from '../proof-verdict.ts'
import type { Rule } from '../rule.ts'

/** Fingerprints that came over another channel than Git bind an account to the bank (DESIGN §7). */
export const accessUnconfirmed: Rule<'dfsp'> = {
  code: 'access/unconfirmed',
  kind: 'dfsp',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary:
    'The CAs, officers and a first JWS key of an active DFSP stand in confirmations/<id>.yaml, by two people of the Hub; a notice where assurance is basic.',
  cites: [],
  *check(dfsp, context) {
    if (dfsp.profile?.value?.status !== 'active') return
    const severity = isStrict(context) ? {} : ({ severity: 'notice' } as const)
    const missing = unconfirmedKeys(context.environment, dfsp)
    const hint = `read the fingerprints to each other by phone and write them into confirmations/${dfsp.id}.yaml`
    // An officer who was not confirmed is nobody: left out alone, as is an anchor that nothing binds to the DFSP.
    for (const { place, path } of missing.filter(({ kind }) => kind === 'officer'))
      yield { ...severity, path, message: `not confirmed over another channel: ${place}.`, hint }
    const unbound = new Set(provableKeys(dfsp).flatMap((key) => (isUnbound({ ...key, dfsp }, context) ? [key.path] : [])))
    const jws = missing.filter(({ kind }) => kind === 'jws')
    const readable = dfsp.jws.filter(({ parsed }) => parsed.ok).length
    const others = [...missing.filter(({ kind, path }) => kind === 'anchor' && !unbound.has(path)), ...(jws.length < readable ? [] : jws.slice(0, 1))]
    if (others.length === 0) return
    const file = context.environment.confirmations.find(({ name }) => name === dfsp.id)?.value ?? null
    const problem = file === null ? null : confirmationProblem(context.environment, { id: dfsp.id, file })
    yield {
      ...severity,
      position: dfsp.profile.positionOf(['status']),
      message: `not confirmed over another channel: ${others.map(({ place }) => place).join(', ')}${problem === null ? '' : ` (confirmations/${dfsp.id}.yaml: ${problem})`}.`,
      hint,
    }
  },
}
