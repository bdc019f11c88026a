import type { Environment } from '../../model/environment.ts'
import { type LocationKind, locate } from '../../model/layout.ts'
import type { Rule } from '../rule.ts'
import { type ChangedPath, changedPaths } from './changed-paths.ts'

const KEPT: ReadonlySet<LocationKind> = new Set(['revoked', 'issued-certificate', 'issued-record', 'issued-crl', 'issued-key'])
/** A CRL is replaced by the next one; a record goes from intended to issued, once. */
const REPLACED: ReadonlySet<LocationKind> = new Set(['issued-crl'])

/** Certificates, records, keys and revocations stay for ever. */
export const appendOnly: Rule<'change'> = {
  code: 'repo/append-only',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'issued/ and revoked/ only grow.',
  cites: ['DESIGN §7'],
  *check({ base, head }) {
    for (const change of changedPaths(base.tree, head.tree)) {
      const { kind, dfsp } = locate(change.path)
      if (change.before === null || !KEPT.has(kind) || mayChange(change, kind, base)) continue
      yield {
        path: change.path,
        dfsp,
        message:
          change.after === null
            ? 'this is removed; what is under issued/ and revoked/ stays for ever'
            : 'this is changed; what is under issued/ and revoked/ stays as it is',
        hint: `git checkout <base> -- ${change.path}`,
      }
    }
  },
}

function mayChange({ path, after }: ChangedPath, kind: LocationKind, base: Environment): boolean {
  if (after === null) return false
  if (REPLACED.has(kind)) return true
  const record = kind === 'issued-record' ? base.issued.records.find((candidate) => candidate.path === path) : undefined
  return record?.value?.state === 'intended'
}
