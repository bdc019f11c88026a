import { expect, test } from 'vitest'
import { countTests } from '../../scripts/check.mjs'

const passing = { status: 'passed', fullName: 'a' }
const skipped = { status: 'skipped', fullName: 'b' }
const failing = { status: 'failed', fullName: 'c' }

function report(passed: number, failed: number, files: readonly unknown[]): unknown {
  return { numPassedTests: passed, numFailedTests: failed, testResults: files }
}

test('a good run counts its tests and names the skipped ones', () => {
  const good = report(1, 0, [{ status: 'passed', assertionResults: [passing, skipped] }])

  expect(countTests(good, true)).toEqual({ passed: 1, failed: 0, skipped: ['b'] })
})

test('a failed test is counted', () => {
  expect(countTests(report(1, 1, [{ status: 'failed', assertionResults: [passing, failing] }]), false)).toEqual({ passed: 1, failed: 1, skipped: [] })
})

test('a file that does not load is a failure', () => {
  const files = [
    { status: 'passed', assertionResults: [passing] },
    { status: 'failed', assertionResults: [] },
  ]

  expect(countTests(report(1, 0, files), false)).toEqual({ passed: 1, failed: 1, skipped: [] })
})

test('a run of no test at all is a failure', () => {
  expect(countTests(report(0, 0, []), true)).toEqual({ passed: 0, failed: 1, skipped: [] })
})

test('a run without a report is a failure', () => {
  expect(countTests(null, false)).toEqual({ passed: 0, failed: 1, skipped: [] })
})

test('a run that ends badly after good tests is a failure', () => {
  expect(countTests(report(1, 0, [{ status: 'passed', assertionResults: [passing] }]), false)).toEqual({ passed: 1, failed: 1, skipped: [] })
})
