/** One DFSP of the sandbox. */
export interface Member {
  readonly id: string
  readonly name: string
  readonly country: string
  readonly owner: number
  readonly roles: readonly string[]
  readonly currencies: readonly string[]
  readonly egress: readonly string[]
  readonly callbacks: { readonly base: string; readonly resources: Readonly<Record<string, string>>; readonly addresses: readonly string[] }
  /** Old and new side by side: a second client certificate and a second JWS key. */
  readonly rotates: boolean
}

/** One that rotates, one with IPv6 beside IPv4, one that is called back at a host for each resource. */
export const members: readonly Member[] = [
  {
    id: 'greenbank',
    name: 'Green Bank Ltd',
    country: 'TZ',
    owner: 1001,
    roles: ['payer', 'payee'],
    currencies: ['TZS'],
    egress: ['198.51.100.16/29'],
    callbacks: { base: 'https://mojaloop.greenbank.example:8443/fspiop', resources: {}, addresses: ['198.51.100.24'] },
    rotates: true,
  },
  {
    id: 'bluebank',
    name: 'Blue Bank plc',
    country: 'KE',
    owner: 1002,
    roles: ['payer', 'payee'],
    currencies: ['KES', 'TZS'],
    egress: ['203.0.113.32/29', '2001:db8:b1::/64'],
    callbacks: { base: 'https://mojaloop.bluebank.example:8443/fspiop', resources: {}, addresses: ['203.0.113.40', '2001:db8:b1:1::40'] },
    rotates: false,
  },
  {
    id: 'redwallet',
    name: 'Red Wallet Ltd',
    country: 'UG',
    owner: 1003,
    roles: ['payee', 'fxp'],
    currencies: ['UGX'],
    egress: ['198.51.100.64/28', '198.51.100.128/32'],
    callbacks: {
      base: 'https://mojaloop.redwallet.example/fspiop',
      resources: { quotes: 'https://quotes.redwallet.example/fspiop', transfers: 'https://transfers.redwallet.example:8443/v2/fspiop' },
      addresses: ['198.51.100.80', '198.51.100.81'],
    },
    rotates: false,
  },
]
