import { createHash } from 'node:crypto'
import { ROOT } from './greenbank.ts'
import type { TestFiles } from './judge.ts'
import { testCa, testKey } from './pki.ts'

export const WAIVER = 'waivers/old-root.yaml'

const pem = testCa({ key: testKey('rsa2048'), algorithm: 'sha1WithRSAEncryption' }).pem

/** An old root signed with SHA-1, and the waiver that excuses it, with this changed. */
export function waivedFiles(changes: Readonly<Record<string, string | number>> = {}): TestFiles {
  const waiver = {
    code: 'cert/algorithm',
    path: ROOT,
    sha256: createHash('sha256').update(pem).digest('hex'),
    reason: 'Replaced in January.',
    approver: 2002,
    expires: '2027-01-31',
    ...changes,
  }
  const hub = {
    name: 'Pilot Hub Ltd',
    country: 'TZ',
    admins: [2001, 2002],
    reviewers: [2003],
    machines: [9001],
    contacts: [{ email: 'hub@pilot.example', for: 'technical' }],
  }
  return { [ROOT]: pem, [WAIVER]: JSON.stringify(waiver), 'hub/hub.yaml': JSON.stringify(hub) }
}
