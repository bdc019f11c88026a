import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { render } from '../../src/stages/render.ts'
import { fixedMaterial } from '../support/desired-sample.ts'
import { cases } from './cases.ts'

const root = fileURLToPath(new URL('.', import.meta.url))
const isUpdate = process.env['UPDATE_GOLDEN'] !== undefined

/** Path and text of every file below. */
function filesBelow(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(entries.map((entry) => join(entry.parentPath, entry.name)).map((file) => [relative(folder, file), readFileSync(file, 'utf8')]))
}

describe.each(Object.entries(cases))('the case %s', (name, { for: recipients, make }) => {
  const folder = join(root, name, 'expected')
  const rendered = recipients.flatMap((recipient) => render(make(fixedMaterial), { for: recipient }).files)

  test('renders the files that are kept as right', () => {
    if (isUpdate) {
      rmSync(folder, { recursive: true, force: true })
      for (const { path, text } of rendered) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    }
    expect(Object.fromEntries(rendered.map(({ path, text }) => [path, text]))).toEqual(filesBelow(folder))
  })
})
