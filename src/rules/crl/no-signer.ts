import type { Environment } from '../../model/environment.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import { toHex } from '../../pki/der-values.ts'
import { isValidAt } from '../in-force.ts'
import { oncePerCheck } from '../memo.ts'
import type { CheckContext, Problem, Rule } from '../rule.ts'

export const crlNoSigner: Rule<'environment'> = {
  code: 'crl/no-signer',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'Every CA of the Hub whose client certificates are in force has somebody who revokes: an online signer, or a list made in a ceremony.',
  cites: ['RFC 5280 §5'],
  check: (_, context) => [...withoutSigner(context).values()],
}

/** CAs that nobody signs a list for, by name; empty while `environment.yaml` cannot be read. Of a root, and of a CA for servers, `crl/missing` warns. */
export const withoutSigner: (context: CheckContext) => ReadonlyMap<string, Problem> = oncePerCheck(({ environment, at }) => {
  const { settings, hub } = environment
  if (settings === null || settings.value === null) return new Map()
  const signed = new Set([...Object.keys(settings.value.signers), ...hub.crl.map(({ name }) => name)])
  const lonely = hubAuthorities(environment).filter(({ name, role, state }) => role !== 'link' && state !== 'retired' && !signed.has(name))
  const ends = lonely.length === 0 ? new Map<string, Date>() : lastEnds(environment, at)
  return new Map(lonely.flatMap((ca) => problemOf(ca, ends.get(toHex(ca.facts.subject.der)))))
})

function problemOf({ name }: HubAuthority, end: Date | undefined): readonly (readonly [string, Problem])[] {
  if (end === undefined) return []
  const message = `The Hub's CA "${name}", whose certificates run until ${formatInstant(end)}, has neither a signer in environment.yaml nor a list in hub/crl: what it issued cannot be revoked.`
  return [[name, { path: `hub/crl/${name}.pem`, message, hint: `muhuri crl issue --ca ${name} --dir . --keys <where its key is>` }]]
}

/** When the last client certificate in force ends, by the name of its issuer in hex. */
function lastEnds({ issued }: Environment, at: Date): ReadonlyMap<string, Date> {
  const ends = new Map<string, Date>()
  for (const facts of issued.certificates.flatMap(({ parsed }) => (parsed.ok && isValidAt(parsed.facts, at) ? [parsed.facts] : []))) {
    const issuer = toHex(facts.issuer.der)
    const known = ends.get(issuer)
    if (known === undefined || known < facts.notAfter) ends.set(issuer, facts.notAfter)
  }
  return ends
}
