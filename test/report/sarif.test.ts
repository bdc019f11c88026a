import { expect, it } from 'vitest'
import { sarif } from '../../src/report/sarif.ts'
import { testFinding, testReport } from '../support/report.ts'

interface Log {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly unknown[] } }
    readonly results: readonly Readonly<Record<string, unknown>>[]
  }[]
}

const written = (...findings: ReturnType<typeof testFinding>[]): Log =>
  JSON.parse(sarif(testReport(findings, { base: 'a'.repeat(40) }), new Map([['endpoint/cidr', 'A CIDR has no host bits.']]))) as Log

it('writes a rule for each code and a result for each finding', () => {
  const { version, runs } = written(testFinding(), testFinding({ line: null, column: null, severity: 'notice', new: false }))
  expect(version).toBe('2.1.0')
  expect(runs[0]?.tool.driver.rules).toEqual([{ id: 'endpoint/cidr', shortDescription: { text: 'A CIDR has no host bits.' } }])
  expect(runs[0]?.results.map(({ ruleId, ruleIndex, level, baselineState }) => [ruleId, ruleIndex, level, baselineState])).toEqual([
    ['endpoint/cidr', 0, 'error', 'new'],
    ['endpoint/cidr', 0, 'note', 'unchanged'],
  ])
})

it('points to the place, as a URI', () => {
  const { runs } = written(testFinding({ path: 'docs/a b#c.md' }))
  expect(runs[0]?.results[0]?.['locations']).toEqual([
    { physicalLocation: { artifactLocation: { uri: 'docs/a%20b%23c.md' }, region: { startLine: 2, startColumn: 13 } } },
  ])
})
