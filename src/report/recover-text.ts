import type { RecoverReport } from '../model/recovery.ts'
import { visible } from './visible.ts'

/** What came back, what was not taken and why, and what is left to do. */
export function recoverText(report: RecoverReport): string {
  const sources = new Map(
    report.revocations.map(({ name, source, listed }) => [`revoked/${name}.yaml`, `from ${source}${listed ? '' : ', on no list of the Hub'}`]),
  )
  const lines = [
    ...report.written.map((path) => `wrote     ${visible(path, 300)}${sources.has(path) ? `  (${visible(sources.get(path) ?? '')})` : ''}`),
    ...report.crls.map(({ ca, number }) => `crl       ${ca} number ${number}`),
    ...report.conflicts.map(({ path, source, message }) => `CONFLICT  ${visible(path, 300)} in ${visible(source)}: ${message}`),
    ...report.refused.map(({ path, source, message }) => `refused   ${visible(path, 300)} in ${visible(source)}: ${visible(message)}`),
    ...report.unrecorded.map(({ serial, source }) => `no record of the certificate ${serial} in ${visible(source)}: muhuri revoke it, or find its record`),
    ...report.missing.map((path) => `MISSING   ${visible(path, 300)}: the checkpoint's commit holds it, and no source does`),
    ...report.floors.map(({ ca, number }) => `greatest  CRL number of ${ca} ever seen: ${number}`),
    report.checkpoint === null ? 'the checkpoint stays as it was' : `accepted  ${visible(report.checkpoint)}`,
    ...report.next.map((step) => `next      ${visible(step)}`),
  ]
  return `${lines.join('\n')}\n`
}
