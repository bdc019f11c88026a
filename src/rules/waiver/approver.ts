import type { Rule } from '../rule.ts'

export const waiverApprover: Rule<'waiver'> = {
  code: 'waiver/approver',
  kind: 'waiver',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A waiver is approved by an admin of the Hub, as hub/hub.yaml on base names them.',
  cites: ['CONTRACT §1'],
  *check({ value, positionOf }, { environment, base }) {
    if (value === null) return
    const profile = (base ?? environment).hub.profile ?? environment.hub.profile
    if (profile?.value?.admins.includes(value.approver) !== true)
      yield {
        message: `The approver ${value.approver} is no admin in "hub/hub.yaml".`,
        hint: 'let an admin of the Hub approve it',
        position: positionOf(['approver']),
      }
  },
}
