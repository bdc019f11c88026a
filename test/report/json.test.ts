import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { json } from '../../src/report/json.ts'
import { testFinding, testReport } from '../support/report.ts'

const schema = JSON.parse(readFileSync(new URL('../../schemas/findings.schema.json', import.meta.url), 'utf8')) as object
const validate = new Ajv2020({ strict: false }).compile(schema)

it('writes what the schema says, and nothing that is not in it', () => {
  const report = testReport([testFinding({ sha256: '0'.repeat(64) }), testFinding({ line: null, column: null, dfsp: null, hint: null })])
  const written: unknown = JSON.parse(json(report))
  expect(validate(written)).toBe(true)
  expect(Object.keys((written as { findings: object[] }).findings[0] ?? {})).toEqual([
    'code',
    'severity',
    'dfsp',
    'path',
    'line',
    'column',
    'message',
    'hint',
    'cites',
    'new',
  ])
})
