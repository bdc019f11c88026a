import type { HubIssuer } from '../hub-issuers.ts'
import { hubCasNamed } from '../hub-issuers.ts'
import type { CheckContext, Rule } from '../rule.ts'

export const chainCaNameReused: Rule<'certificate'> = {
  code: 'chain/ca-name-reused',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Every CA of the Hub has a subject of its own: verifiers look issuers and CRLs up by name.',
  cites: ['RFC 5280 §4.1.2.6'],
  *check({ role, artefact: { parsed, path } }, context) {
    if (role !== 'hub-ca' || !parsed.ok) return
    const [ca] = parsed.facts
    const others = hubCasNamed(ca.subject, context).filter(({ facts }) => facts.publicKey.sha256 !== ca.publicKey.sha256)
    const first = others.find((other) => cameBefore(other, path, context))
    if (first !== undefined)
      yield {
        message: `The subject "${ca.subject.text}" is already that of "${first.artefact.path}", which has another key.`,
        hint: 'give the new CA a subject of its own',
      }
  },
}

/** What is on base came first; else the path that sorts before. */
function cameBefore({ artefact }: HubIssuer, path: string, { base }: CheckContext): boolean {
  const onBase = (wanted: string): boolean => base?.hub.ca.some((known) => known.path === wanted) === true
  if (onBase(artefact.path) !== onBase(path)) return onBase(artefact.path)
  return artefact.path < path
}
