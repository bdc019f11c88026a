import type { AuditReport } from '../model/audit.ts'
import { visible } from './visible.ts'

/** What is wrong, then what could not be judged, then how much was looked at. */
export function auditText({ ok, checked, problems, unchecked, asOf }: AuditReport): string {
  const { certificates, records, crls, commits } = checked
  const lines = [
    ...problems.map(
      ({ code, path, commit, message }) => `${visible(path, 300)} ${code}${commit === null ? '' : ` in ${commit.slice(0, 12)}`} ${visible(message)}`,
    ),
    ...unchecked.map(({ path, message }) => `${visible(path, 300)} not checked: ${visible(message)}`),
    `${ok ? 'all is as it must be' : `${problems.length} problem(s)`}: ${certificates} certificates, ${records} records, ${crls} CRLs, ${commits} commits; as of ${asOf}`,
  ]
  return `${lines.join('\n')}\n`
}
