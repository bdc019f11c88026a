import type { EnvironmentFile } from './generated/files.ts'

/**
 * What holds where no environment.yaml says otherwise: the policy of production, no roles, no issuer. For files that
 * are inspected alone, and for an environment whose own settings cannot be read.
 */
export const defaultSettings: EnvironmentFile = {
  id: '0'.repeat(32),
  name: 'default',
  tier: 'production',
  trustDomain: 'muhuri.invalid',
  hub: 'hub',
  policy: {
    assurance: 'strict',
    keys: { rsaBits: [2048, 3072, 4096], rsaExponents: [65537], curves: ['P-256', 'P-384'], blocked: 'blocked-keys.txt' },
    clientCertificate: { days: 397, renewBeforeDays: 30, backdateMinutes: 5 },
    serverCertificate: { maxDays: 825, renewBeforeDays: 30 },
    hubClientCertificate: { maxDays: 825, renewBeforeDays: 30 },
    ca: { maxDays: 7305 },
    jws: { algorithms: ['RS256'], rsaBits: [2048, 3072, 4096], noticeHours: 24, maxAgeSeconds: 300 },
    crl: { days: 30, refreshBeforeDays: 15, rootDays: 400, backdateMinutes: 60, url: null },
    addresses: { minPrefixV4: 24, minPrefixV6: 48, maxEntries: 64, allow: [] },
    callbacks: { ports: [443, 8443] },
    guards: { removedRatio: 0.3, minItems: 10, grownRatio: 4 },
  },
  roles: {},
  oauth: { issuer: 'https://muhuri.invalid', audience: 'fspiop', clientClaim: 'azp', algorithms: ['RS256'], certificateBound: false },
  ilp: { version: 4 },
  signers: {},
  authorities: { clients: 'clients', servers: 'servers', published: {}, retired: [] },
  targets: { hub: [], dfsp: [] },
  reviewers: { team: 'hub-reviewers', approvals: 1 },
  admins: { team: 'hub-admins', approvals: 2 },
  approval: 'environment',
}
