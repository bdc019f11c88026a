import type { Rule } from '../rule.ts'

/** Every entry is an entry in every gateway and firewall: one DFSP may not fill them. */
export const endpointAddressBudget: Rule<'endpoints'> = {
  code: 'endpoint/address-budget',
  kind: 'endpoints',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A DFSP registers at most policy.addresses.maxEntries networks, and as many callback addresses.',
  cites: [],
  *check({ file }, { settings }) {
    if (file.value === null) return
    const { maxEntries } = settings.policy.addresses
    const lists = [
      { what: 'egress networks', pointer: ['egress'], count: file.value.egress.length },
      { what: 'callback addresses', pointer: ['callbacks', 'addresses'], count: file.value.callbacks.addresses.length },
    ]
    for (const { what, pointer, count } of lists) {
      if (count > maxEntries)
        yield { position: file.positionOf([...pointer, maxEntries]), message: `${count} ${what} are registered; the policy allows at most ${maxEntries}.` }
    }
  },
}
