import { expect, test } from 'vitest'
import type { PathChange } from '../../../src/model/tree-changes.ts'
import { leastClass } from '../../../src/stages/approvals/least-class.ts'
import { sampleEnvironment } from '../../support/environment.ts'

const base = sampleEnvironment()
const OWNER = base.dfsps.find(({ id }) => id === 'greenbank')?.profile?.value?.owners[0] ?? 0
const ADMIN = base.hub.profile?.value?.admins[0] ?? 0
const STRANGER = 424_242

const changed = (path: string, change: PathChange['change'] = 'modified'): PathChange => ({ path, change })

test.each<[string, readonly PathChange[] | null, number, string]>([
  ['a CSR of their own may be self-service', [changed('dfsps/greenbank/client/2026-12.csr', 'added')], OWNER, 'restrict'],
  ['a proof is self-service at least', [changed('dfsps/greenbank/proofs/client-2026-12.json', 'added')], OWNER, 'self-service'],
  ['new endpoints are for review', [changed('dfsps/greenbank/endpoints.yaml', 'added')], OWNER, 'hub-review'],
  [
    'what is for review and what is not are for review',
    [changed('dfsps/greenbank/client/a.csr'), changed('dfsps/greenbank/crl/a.pem', 'deleted')],
    OWNER,
    'hub-review',
  ],
  ["the Hub's own is for admins", [changed('hub/endpoints.yaml')], ADMIN, 'hub-admin'],
  ['workflows are for admins', [changed('.github/workflows/sign.yml')], ADMIN, 'hub-admin'],
  ['what has no place is for admins', [changed('dfsps/greenbank/client/NO.csr', 'added')], OWNER, 'hub-admin'],
  ["another DFSP's is for admins", [changed('dfsps/bluebank/client/2026-12.csr', 'added')], OWNER, 'hub-admin'],
  ['of a stranger everything is for admins', [changed('dfsps/greenbank/client/2026-12.csr', 'added')], STRANGER, 'hub-admin'],
  ['two DFSPs at once are for admins', [changed('dfsps/greenbank/proofs/client-a.json', 'added'), changed('dfsps/bluebank/client/a.csr')], ADMIN, 'hub-admin'],
  [
    'taking from two at once may be the brake of the Hub',
    [changed('dfsps/greenbank/client/a.csr', 'deleted'), changed('dfsps/bluebank/client/a.csr', 'deleted')],
    ADMIN,
    'restrict',
  ],
  ['a revocation may be anybody of the scheme', [changed(`revoked/${'AB'.repeat(16)}.yaml`, 'added')], OWNER, 'restrict'],
  ['paths that are not all known are for admins', null, ADMIN, 'hub-admin'],
  ['no change asks for nothing', [], STRANGER, 'restrict'],
])('%s', (_, paths, author, least) => {
  expect(leastClass(base, paths, author)).toBe(least)
})
