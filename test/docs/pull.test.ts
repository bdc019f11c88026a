import { expect, test } from 'vitest'
import schema from '../../schemas/pull-report.schema.json' with { type: 'json' }
import { PULL_REASONS } from '../../src/model/pull-refusal.ts'
import { textOf } from '../architecture/sources.ts'

const REASONS = Object.entries(PULL_REASONS)

test('docs/pull.md has every reason, in the words of the program', () => {
  const rows = textOf('docs/pull.md').match(/^\| `[a-z-]+` \|.*$/gm)
  expect(rows).toEqual(REASONS.map(([reason, { wrong, hint }]) => `| \`${reason}\` | ${wrong} | ${hint} |`))
})

test('the schema of the report has every reason', () => {
  expect(schema.properties.reason.enum).toEqual(REASONS.map(([reason]) => reason))
})
