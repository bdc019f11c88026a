import { expect, it } from 'vitest'
import { text } from '../../src/report/text.ts'
import { testFinding, testReport } from '../support/report.ts'

it('gives place, severity and code, then the message and the next action, and sums up', () => {
  expect(text(testReport())).toBe(`dfsps/greenbank/endpoints.yaml:2:13 error endpoint/cidr
  "198.51.100.17/29" has host bits.
  hint: write 198.51.100.16/29
1 error, 0 warnings, 0 notices; verdict: fail
`)
})

it('leaves out what is not known', () => {
  const finding = testFinding({ line: null, column: null, hint: null, severity: 'warning' })
  expect(text(testReport([finding], { verdict: 'pass' }))).toBe(`dfsps/greenbank/endpoints.yaml warning endpoint/cidr
  "198.51.100.17/29" has host bits.
0 errors, 1 warning, 0 notices; verdict: pass
`)
})

it('marks what base has already, only where there is a base', () => {
  const known = [testFinding({ new: false })]
  expect(text(testReport(known, { base: 'a'.repeat(40) }))).toContain('endpoint/cidr (already on base)\n')
  expect(text(testReport(known))).not.toContain('already')
})

it('lets nothing through to the terminal', () => {
  const shown = text(testReport([testFinding({ path: 'dfsps/a\u001b[2J', message: 'a\nb\u202e', hint: 'c\rd' })]))
  expect(shown.split('\n')).toHaveLength(5)
  expect(shown).toContain('dfsps/a\\u{1B}[2J:2:13')
  expect(shown).toContain('a\\u{A}b\\u{202E}')
})
