import { expect, it } from 'vitest'
import { markdown } from '../../src/report/markdown.ts'
import { testFinding, testReport } from '../support/report.ts'

it('is one line where there is nothing to say', () => {
  expect(markdown(testReport([], { verdict: 'pass' }))).toBe('**0 errors, 0 warnings, 0 notices; verdict: pass**\n')
})

it('puts what is new before what base has, and errors before warnings', () => {
  const findings = [testFinding({ code: 'a/known', new: false }), testFinding({ code: 'a/warning', severity: 'warning' }), testFinding({ code: 'a/error' })]
  expect([...markdown(testReport(findings)).matchAll(/`(a\/\w+)`/g)].map(([, code]) => code)).toEqual(['a/error', 'a/warning', 'a/known'])
})

it.each([
  ['backticks', '`@team` **x**', '`` `@team` **x** ``'],
  ['a cell border', 'a | b', '`a \\| b`'],
  ['a mention, a link and HTML', '@hub [a](http://b) <img>', '`@hub [a](http://b) <img>`'],
  ['a line end', 'a\nb', '`a\\u{A}b`'],
])('keeps %s from being markup', (_, message, shown) => {
  expect(markdown(testReport([testFinding({ message, hint: null })]))).toContain(`| ${shown} |\n`)
})

it('fits into a comment, and says how much does not', () => {
  const many = Array.from({ length: 2000 }, (_, index) => testFinding({ line: index + 1 }))
  const comment = markdown(testReport(many))
  expect(comment.length).toBeLessThan(65_536)
  expect(comment).toMatch(/And \d+ more; see the full report\.\n$/)
})
