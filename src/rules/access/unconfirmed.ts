import type { Dfsp, Environment } from '../../model/environment.ts'
import type { Rule } from '../rule.ts'

/** Fingerprints that came over another channel than Git bind an account to the bank (DESIGN §7). */
export const accessUnconfirmed: Rule<'dfsp'> = {
  code: 'access/unconfirmed',
  kind: 'dfsp',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'The CAs, officers and a first JWS key of an active DFSP stand in confirmations/<id>.yaml; a notice where assurance is basic.',
  cites: [],
  *check(dfsp, { environment, settings }) {
    if (dfsp.profile?.value?.status !== 'active') return
    const missing = unconfirmed(dfsp, environment)
    if (missing.length === 0) return
    const strict = settings.tier === 'production' || settings.policy.assurance === 'strict'
    yield {
      ...(strict ? {} : { severity: 'notice' as const }),
      position: dfsp.profile.positionOf(['status']),
      message: `not confirmed over another channel: ${missing.join(', ')}.`,
      hint: `read the fingerprints to each other by phone and write them into confirmations/${dfsp.id}.yaml`,
    }
  },
}

/** Places of keys that no confirmation vouches for: every anchor and officer, and one JWS key, from which others follow by their proofs. */
function unconfirmed(dfsp: Dfsp, environment: Environment): readonly string[] {
  const file = environment.confirmations.find(({ name, value }) => name === dfsp.id && value?.dfsp === dfsp.id)
  const fingerprints = Object.entries(file?.value?.fingerprints ?? {})
  const known = new Set(fingerprints.map(([, sha256]) => sha256))
  const anchors = [...certificates('ca', dfsp.ca), ...certificates('server-ca', dfsp.serverCa)].filter(({ selfIssued }) => selfIssued)
  const officers = dfsp.officers.flatMap(({ name, parsed }) => (parsed.ok ? [{ place: `officers/${name}`, sha256: parsed.facts.sha256 }] : []))
  const missing = [...anchors, ...officers].filter(({ sha256 }) => !known.has(sha256)).map(({ place }) => place)
  const jws = fingerprints.some(([place]) => place.startsWith('jws/'))
  return jws || dfsp.jws.length === 0 ? missing : [...missing, `jws/${dfsp.jws[0]?.name ?? ''}`]
}

function certificates(folder: string, artefacts: Dfsp['ca']): readonly { readonly place: string; readonly sha256: string; readonly selfIssued: boolean }[] {
  return artefacts.flatMap(({ name, parsed }) =>
    parsed.ok ? [{ place: `${folder}/${name}`, sha256: parsed.facts.publicKey.sha256, selfIssued: parsed.facts.selfIssued }] : [],
  )
}
