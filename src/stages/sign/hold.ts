import type { Finding } from '../../model/finding.ts'
import { quarantine } from '../quarantine.ts'
import type { SignRun } from './run.ts'

/** Why nothing at that path of that DFSP may be signed or recorded, or null. */
export type Hold = (path: string, dfsp: string | null) => Pick<Finding, 'code' | 'message'> | null

/** What `check` holds back: one artefact, one DFSP, or everything. The CRLs that this very run makes anew hold nothing back. */
export function holdOf({ environment, findings }: Pick<SignRun, 'environment' | 'findings'>): Hold {
  const errors = findings.filter(({ severity, path }) => severity === 'error' && !path.startsWith('issued/crl/'))
  const { blocking, paths, dfsps } = quarantine(environment, errors)
  return (path, dfsp) => {
    const [all] = blocking
    if (all !== undefined) return { code: all.code, message: `${all.path}: ${all.message}` }
    const code = paths.get(path)
    if (code !== undefined) return { code, message: errors.find((finding) => finding.path === path && finding.code === code)?.message ?? 'It is quarantined.' }
    if (dfsp === null || !dfsps.has(dfsp)) return null
    const cause = errors.find((finding) => finding.dfsp === dfsp)
    return { code: cause?.code ?? 'access/status', message: cause === undefined ? 'The DFSP is quarantined.' : `${cause.path}: ${cause.message}` }
  }
}
