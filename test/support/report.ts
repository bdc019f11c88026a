import type { CheckReport, Finding } from '../../src/model/finding.ts'

/** A finding with this changed. */
export function testFinding(changes: Partial<Finding> = {}): Finding {
  const place = { path: 'dfsps/greenbank/endpoints.yaml', line: 2, column: 13 }
  return {
    code: 'endpoint/cidr',
    severity: 'error',
    dfsp: 'greenbank',
    ...place,
    message: '"198.51.100.17/29" has host bits.',
    hint: 'write 198.51.100.16/29',
    cites: ['RFC 4632 §3.1'],
    new: true,
    sha256: null,
    ...changes,
  }
}

/** A report with these findings. */
export function testReport(findings: readonly Finding[] = [testFinding()], changes: Partial<CheckReport> = {}): CheckReport {
  return {
    version: 1,
    environment: '5f0c6c1e9d2b4a7f8e3d1c0b9a887766',
    asOf: '2026-11-23T12:00:00Z',
    base: null,
    head: null,
    verdict: 'fail',
    findings,
    ...changes,
  }
}
