import type { Desired } from '../../src/model/desired.ts'
import { type Material, sampleDesired, sampleDfsp, sampleJws, samplePin, v4, v6 } from '../support/desired-sample.ts'

/** What is rendered, and whose files are kept as golden ones beside the Hub's. */
export interface GoldenCase {
  readonly for: readonly string[]
  make(material: Material): Desired
}

const HOSTILE = '"\'`$%{}();#\\\n\r\t\0 \u202e\u{1f600}<>&|*?[]!~^'

/** One situation each. */
export const cases: Readonly<Record<string, GoldenCase>> = {
  single: { for: ['hub', 'greenbank'], make: (material) => sampleDesired(material, [sampleDfsp(material, 'greenbank', 0)]) },
  'nobody-yet': { for: ['hub'], make: (material) => sampleDesired(material, [], { hub: { token: { ...sampleDesired(material, []).hub.token, keys: [] } } }) },
  many: {
    for: ['hub', 'bank-3'],
    make: (material) =>
      sampleDesired(
        material,
        Array.from({ length: 6 }, (_, index) => sampleDfsp(material, `bank-${index}`, index, index % 2 === 0 ? { roles: ['fxp'] } : { egress: v4('198.51.100.128/28', `198.51.100.${16 * index}/29`) })),
      ),
  },
  'ipv6-only': {
    for: ['hub', 'greenbank'],
    make: (material) =>
      sampleDesired(material, [sampleDfsp(material, 'greenbank', 0, { egress: v6('2001:db8:1::/48', '2001:db8:2::/49', '2001:db8:2:8000::/49'), callbackAddresses: v6('2001:db8:1::24/128') })], {
        hub: { ingress: { host: 'interop.pilot.example', port: 443, addresses: ['2001:db8::10'], proxyFrom: [] }, egress: v6('2001:db8::20/128') },
      }),
  },
  suspended: {
    for: ['hub', 'bluebank'],
    make: (material) => sampleDesired(material, [sampleDfsp(material, 'bluebank', 1), sampleDfsp(material, 'greenbank', 0, { status: 'suspended', served: false })]),
  },
  admitted: {
    for: ['hub', 'greenbank'],
    make: (material) =>
      sampleDesired(material, [sampleDfsp(material, 'bluebank', 1), sampleDfsp(material, 'greenbank', 0, { status: 'admitted', served: false, pins: [], hubClients: [], serverAnchors: [], serverChains: [] })]),
  },
  revoked: {
    for: ['hub', 'greenbank'],
    make: (material) => sampleDesired(material, [sampleDfsp(material, 'greenbank', 0, { pins: [samplePin(material, 'greenbank', { serial: '02' }), samplePin(material, 'greenbank', { revoked: true })] })]),
  },
  'two-certificates': {
    for: ['hub', 'greenbank', 'bluebank'],
    make: (material) =>
      sampleDesired(material, [
        sampleDfsp(material, 'bluebank', 1),
        sampleDfsp(material, 'greenbank', 0, {
          pins: [samplePin(material, 'greenbank', { serial: '02' }), samplePin(material, 'greenbank')],
          jws: [sampleJws(material, 'old'), sampleJws(material, 'new', { name: '2026-12', activeFrom: '2026-12-01T00:00:00Z' })],
        }),
      ]),
  },
  'no-cidr': { for: ['hub'], make: (material) => sampleDesired(material, [sampleDfsp(material, 'greenbank', 0, { egress: [], callbackAddresses: [] })]) },
  'shared-nat': {
    for: ['hub'],
    make: (material) => sampleDesired(material, [sampleDfsp(material, 'bluebank', 1, { egress: v4('198.51.100.32/29', '198.51.100.64/32') }), sampleDfsp(material, 'greenbank', 0, { egress: v4('198.51.100.64/28') })]),
  },
  'per-resource': {
    for: ['hub', 'greenbank'],
    make: (material) =>
      sampleDesired(
        material,
        [
          sampleDfsp(material, 'greenbank', 0, {
            callbacks: [
              { resource: '*', endpoint: { scheme: 'https', host: 'mojaloop.greenbank.example', port: 8443, basePath: '/fspiop' } },
              { resource: 'quotes', endpoint: { scheme: 'https', host: 'quotes.greenbank.example', port: 443, basePath: '' } },
            ],
          }),
        ],
        { hub: { upstream: { base: { scheme: 'http', host: '127.0.0.1', port: 8080, basePath: '' }, resources: [{ resource: 'quotes', endpoint: { scheme: 'http', host: 'quoting.internal.example', port: 3002, basePath: '/v1' } }] } } },
      ),
  },
  'behind-a-load-balancer': {
    for: ['hub'],
    make: (material) => sampleDesired(material, [sampleDfsp(material, 'greenbank', 0)], { hub: { ingress: { host: 'interop.pilot.example', port: 443, addresses: ['192.0.2.10'], proxyFrom: v4('10.0.0.0/28') } } }),
  },
  'hostile-strings': {
    for: ['hub', 'greenbank'],
    make: (material) => {
      const desired = sampleDesired(material, [sampleDfsp(material, 'greenbank', 0, { name: HOSTILE, oauthClient: HOSTILE })])
      return { ...desired, hub: { ...desired.hub, token: { ...desired.hub.token, issuer: `https://x'"$%{}();#\\ `, audience: '# "a" $HOME %[src]' } } }
    },
  },
}
