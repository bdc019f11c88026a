import { expect, test } from 'vitest'
import { commands } from '../../scripts/commands.ts'
import { commandHelp, overview } from '../../scripts/help.ts'

const loaded = await Promise.all(Object.entries(commands).map(async ([name, load]) => ({ name, command: await load() })))

test('the overview has one line for every command, in order', async () => {
  const lines = (await overview(commands)).split('\n').filter((line) => line.startsWith('  '))

  expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual(Object.keys(commands))
})

test.each(loaded)('$name says what it is for, how it is called, and shows it', ({ name, command }) => {
  expect(command.name).toBe(name)
  expect(command.summary).not.toBe('')
  expect(command.usage.split(' ')[0]).toBe(name)
  expect(command.formats).toEqual(expect.arrayContaining(['text', 'json']))
  expect(command.examples.length).toBeGreaterThan(0)
  expect(command.examples.filter((example) => !example.startsWith(`muhuri ${name} `) && example !== `muhuri ${name}`)).toEqual([])
})

test.each(loaded)('the help of $name lists every option with its meaning', ({ command }) => {
  const text = commandHelp(command, { format: { type: 'string', help: 'output format' } })

  expect(Object.keys(command.options).filter((option) => !new RegExp(`--${option}( <value>)?…? {2,}\\S`).test(text))).toEqual([])
  expect(text).toContain(`output format: ${command.formats.join(', ')}`)
})
