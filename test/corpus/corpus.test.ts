import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { documentRows } from './document-rows.ts'
import { elsewhere } from './elsewhere.ts'
import { historyRows } from './history-rows.ts'
import { keyRows } from './key-rows.ts'
import { CORPUS_NAMES } from './names.ts'
import { notApplicable } from './not-applicable.ts'
import { pathRows } from './path-rows.ts'

const rows = [...pathRows, ...keyRows, ...documentRows, ...historyRows]

describe('an attack that needs no Git host', () => {
  test.each(rows.map((row) => [row.name, row.attack, row] as const))('%s: %s', async (_, _attack, { run, expected }) => {
    expect(await run()).toEqual(expected)
  })
})

test('each name has a row, a test elsewhere, or a reason why it cannot apply', () => {
  const told = new Set([...rows, ...elsewhere, ...notApplicable].map(({ name }) => name))
  expect([...told].sort()).toEqual([...CORPUS_NAMES].sort())
  expect(notApplicable.filter(({ name }) => [...rows, ...elsewhere].some((one) => one.name === name))).toEqual([])
})

test.each(elsewhere.map(({ name, file, title }) => [name, file, title] as const))('%s is played in %s', (_, file, title) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(title)
})
