import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../../scripts/commands.ts'
import { textOf } from '../architecture/sources.ts'

const FOLDER = 'environments/template/.github/workflows'
const workflows = readdirSync(new URL(`../../${FOLDER}/`, import.meta.url)).map((name) => textOf(`${FOLDER}/${name}`))
const section = textOf('README.md')
  .replace(/^[\s\S]*\n## A real environment on GitHub\n/, '')
  .replace(/\n## [\s\S]*$/, '')

const all = (texts: readonly string[], pattern: RegExp): readonly string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)))].sort()

test('the steps name every variable and secret that the workflows read, and no other', () => {
  expect(all([section], /`(MUHURI_[A-Z_]+)`/g)).toEqual(all(workflows, /(?:vars|secrets)\.(MUHURI_[A-Z_]+)/g))
})

test('the steps name every environment of the workflows', () => {
  const named = all(workflows, /environment: (?:\{ name: )?([a-z]+)/g)

  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => !section.includes(`\`${name}\``))).toEqual([])
})

test('the steps show commands and options that there are', async () => {
  const shown = [...section.matchAll(/`muhuri ([a-z]+)([^`]*)`/g)]

  expect(shown.map(([, name]) => name)).toEqual(['init', 'setup', 'doctor', 'admit', 'join', 'pull', 'activate'])
  for (const [, name = '', rest = ''] of shown) {
    const command = await commands[name]?.()
    for (const [, option = ''] of rest.matchAll(/--([a-z-]+)/g))
      expect([name, Object.keys(command?.options ?? {})]).toEqual([name, expect.arrayContaining([option])])
  }
})
