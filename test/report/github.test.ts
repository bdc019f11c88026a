import { expect, it } from 'vitest'
import { github } from '../../src/report/github.ts'
import { testFinding, testReport } from '../support/report.ts'

it('annotates the line, and sums up', () => {
  expect(
    github(testReport()),
  ).toBe(`::error file=dfsps/greenbank/endpoints.yaml,line=2,col=13,title=endpoint/cidr::"198.51.100.17/29" has host bits. Hint: write 198.51.100.16/29
1 error, 0 warnings, 0 notices; verdict: fail
`)
})

it('lets nobody write a command or a property of his own', () => {
  const [command] = github(testReport([testFinding({ path: 'a,line=9:b%0A', message: 'x\n::set-output name=a::b%', hint: null })])).split('\n')
  expect(command).toBe('::error file=a%2Cline=9%3Ab%250A,line=2,col=13,title=endpoint/cidr::x\\u{A}::set-output name=a::b%25')
})

it('leaves out what GitHub would drop, and what base has already, and says so', () => {
  const lines = github(testReport([...Array.from({ length: 12 }, () => testFinding()), testFinding({ new: false })]))
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(11)
  expect(lines.at(-1)).toBe('13 errors, 0 warnings, 0 notices; verdict: fail; 3 not annotated')
})
