import type { Rule } from '../rule.ts'

/** Without the callback's addresses a firewall cannot open for it, and a DNS answer would decide where messages go. */
export const endpointCallbackAddress: Rule<'endpoints'> = {
  code: 'endpoint/callback-address',
  kind: 'endpoints',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'callbacks.addresses holds the addresses of the callback hosts.',
  cites: [],
  *check({ file, dfsp }, { settings }) {
    if (file.value === null || file.value.callbacks.addresses.length > 0) return
    yield {
      ...(settings.tier === 'sandbox' ? { severity: 'warning' as const } : {}),
      position: file.positionOf(['callbacks', 'addresses']),
      message: 'callbacks.addresses is empty; the IP addresses of the callback hosts are expected.',
      hint: `muhuri join ${dfsp.id} --dir . --callback-address <address>`,
    }
  },
}
