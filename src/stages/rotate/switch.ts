import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import { isInForce } from '../../model/holdings.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { equalBytes } from '../../pki/der.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { fileText } from '../file-text.ts'
import { editYaml } from '../yaml-text.ts'
import { type Unacknowledged, unacknowledged } from './acknowledged.ts'
import type { RotatedRole } from './publish.ts'

export interface Switch {
  readonly changes: ChangeSet
  /** Names of the CAs that issue from now on. */
  readonly issuing: readonly string[]
  readonly unacknowledged: readonly Unacknowledged[]
}

/** The published CA becomes the one that issues; the one before stays in trust, and its lists are still made. For a root, both CAs below it. */
export function switchAuthority(environment: Environment, role: RotatedRole, at: Date): Switch {
  const next = nextOf(environment, role)
  for (const { name, facts } of next) if (!isInForce(facts, at)) throw new MuhuriError('refused', `"${name}" is not in force at this instant`)
  const edits = next.map((ca) => [['authorities', ca.role], ca.name] as const)
  return {
    issuing: next.map(({ name }) => name),
    unacknowledged: next.flatMap((ca) => unacknowledged(environment, ca)),
    changes: { ...NO_CHANGES, files: [{ path: 'environment.yaml', text: editYaml(fileText(environment, 'environment.yaml'), edits) }] },
  }
}

function nextOf(environment: Environment, role: RotatedRole): readonly HubAuthority[] {
  const waiting = hubAuthorities(environment).filter(({ state }) => state === 'next')
  const roots = waiting.filter((ca) => ca.role === 'root')
  const isBelow = (ca: HubAuthority): boolean => roots.some(({ facts }) => equalBytes(facts.subject.der, ca.facts.issuer.der))
  const next = role === 'root' ? waiting.filter((ca) => ca.role !== 'root' && ca.role !== 'link' && isBelow(ca)) : waiting.filter((ca) => ca.role === role)
  if (next.length > 0) return next
  throw new MuhuriError('refused', `no new ${role === 'root' ? 'root' : `CA for ${role}`} is published`, {
    hint: `muhuri rotate ca --ca ${role} --dir . --phase publish`,
  })
}
