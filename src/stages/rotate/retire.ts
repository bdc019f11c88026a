import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import { isRevoked, revocationsOf } from '../../model/holdings.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { fileText } from '../file-text.ts'
import { editYaml } from '../yaml-text.ts'
import type { RotatedRole } from './publish.ts'

/**
 * CAs that issue no more leave the trust files, and sign nothing again, once nothing that they issued is in force. The
 * certificates stay in hub/ca: what they issued stays on record. `refused` while something of theirs is in force.
 */
export function retireAuthority(environment: Environment, role: RotatedRole, at: Date): { readonly changes: ChangeSet; readonly retired: readonly string[] } {
  const all = hubAuthorities(environment)
  const candidates = all.filter((ca) => ca.role === role && ca.state === 'previous')
  if (candidates.length === 0) throw new MuhuriError('refused', `no ${role === 'root' ? 'root' : `CA for ${role}`} is on its way out`, { hint: 'muhuri watch' })
  const due = candidates.filter((ca) => inForce(environment, ca, at).length === 0)
  if (due.length === 0) throw stillNeeded(environment, candidates, at)
  const links = all.filter((ca) => ca.role === 'link' && due.some(({ facts }) => equalBytes(facts.subject.der, ca.facts.issuer.der)))
  const retired = [...due, ...links].map(({ name }) => name)
  const before = environment.settings?.value?.authorities.retired ?? []
  const edits = [
    [
      ['authorities', 'retired'],
      [...before, ...retired],
    ] as const,
    ...retired.filter((name) => Object.hasOwn(environment.settings?.value?.signers ?? {}, name)).map((name) => [['signers', name], undefined] as const),
  ]
  return { retired, changes: { ...NO_CHANGES, files: [{ path: 'environment.yaml', text: editYaml(fileText(environment, 'environment.yaml'), edits) }] } }
}

/** What that CA issued and can still be believed: neither expired nor revoked; of a root the CAs below it that are not retired. */
function inForce(environment: Environment, { facts, role }: HubAuthority, at: Date): readonly CertificateFacts[] {
  const revocations = revocationsOf(environment)
  const issued = role === 'root' ? below(environment) : leaves(environment)
  return issued.filter((one) => equalBytes(one.issuer.der, facts.subject.der) && one.notAfter >= at && !isRevoked(one, revocations))
}

const below = (environment: Environment): readonly CertificateFacts[] =>
  hubAuthorities(environment).flatMap(({ role, state, facts }) => ((role === 'clients' || role === 'servers') && state !== 'retired' ? [facts] : []))

function leaves({ issued, hub }: Environment): readonly CertificateFacts[] {
  return [
    ...issued.certificates.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : [])),
    ...hub.server.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts[0]] : [])),
  ]
}

function stillNeeded(environment: Environment, candidates: readonly HubAuthority[], at: Date): MuhuriError {
  const left = candidates.flatMap((ca) => inForce(environment, ca, at))
  const last = new Date(Math.max(...left.map(({ notAfter }) => notAfter.getTime())))
  const names = candidates.map(({ name }) => `"${name}"`).join(', ')
  return new MuhuriError('refused', `${names}: ${left.length} certificate(s) that it issued are in force, the last until ${formatInstant(last)}`, {
    hint: 'wait, or revoke them once their successors are in use: muhuri sign . --reissue, then muhuri revoke <SERIAL> --reason superseded',
  })
}
