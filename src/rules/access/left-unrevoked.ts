import { clientCertificates } from '../../model/holdings.ts'
import { oncePerCheck } from '../memo.ts'
import type { Rule } from '../rule.ts'

const inForce = oncePerCheck(({ environment, at }) => clientCertificates(environment, at))

/** A DFSP that has left keeps no certificate that a gateway somewhere could still believe. */
export const accessLeftUnrevoked: Rule<'dfsp'> = {
  code: 'access/left-unrevoked',
  kind: 'dfsp',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Every certificate of a DFSP that has left is revoked or expired.',
  cites: ['RFC 5280 §5.3.1'],
  *check({ id, profile }, context) {
    if (profile?.value?.status !== 'left') return
    for (const { facts } of inForce(context).get(id) ?? []) {
      yield {
        position: profile.positionOf(['status']),
        message: `${id} has left, but its certificate ${facts.serial} is in force; it is expected to be revoked.`,
        hint: `muhuri revoke ${facts.serial} --dir . --reason cessationOfOperation --by ${context.settings.hub}`,
      }
    }
  },
}
