import type { Finding } from '../model/finding.ts'
import type { CertificateFacts, CsrFacts } from '../pki/facts.ts'
import { secondReading } from '../pki/second-reading.ts'
import { readersDisagree } from '../rules/internal/readers-disagree.ts'
import type { Inspection } from './inspect.ts'
import { sortFindings } from './sort-findings.ts'

/** The same inspection, failed where a second reader reads something else in these bytes. */
export async function withSecondOpinion(inspection: Inspection, path: string): Promise<Inspection> {
  const found: Finding[] = []
  for (const facts of inspection.facts) {
    const difference = isReadTwice(facts) ? await secondReading(facts) : null
    if (difference !== null) found.push(disagreement(path, difference))
  }
  if (found.length === 0) return inspection
  const findings = sortFindings([...inspection.report.findings, ...found])
  return { ...inspection, report: { ...inspection.report, findings, verdict: 'fail' } }
}

function isReadTwice(facts: Inspection['facts'][number]): facts is CsrFacts | CertificateFacts {
  return 'der' in facts
}

function disagreement(path: string, difference: string): Finding {
  const { code, severity, cites } = readersDisagree
  const message = `A second reader disagrees with ours on: ${difference}. What is reviewed may not be what others read.`
  return { code, severity, dfsp: null, path, line: null, column: null, message, hint: 'do not use this file; make it anew', cites, new: true, sha256: null }
}
