import { expect, test } from 'vitest'
import { rehearsal, storyWith } from '../scripts/demo/story.ts'
import { textOf } from './architecture/sources.ts'

const readme = textOf('README.md')
const manifest = JSON.parse(textOf('package.json')) as {
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
}

/** Every command that a console block shows. */
function shownCommands(): readonly string[] {
  const blocks = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  return blocks.flatMap((block) => block.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])))
}

const shown = shownCommands()

test('every muhuri command that is shown is one that the demo runs, word for word', () => {
  const told = new Set([...storyWith('file').flatMap(({ steps }) => steps), rehearsal].map(({ command }) => command))
  const commands = shown.filter((command) => !command.startsWith('npm '))

  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter((command) => !told.has(command))).toEqual([])
})

test('every npm command that is shown is a script of the package', () => {
  const names = shown.filter((command) => command.startsWith('npm ')).map((command) => command.replace(/^npm (run )?/, ''))

  expect(names).toEqual(['demo', 'test'])
  expect(names.filter((name) => manifest.scripts[name] === undefined)).toEqual([])
})

test('every script that is named is there', () => {
  const named = [...readme.matchAll(/`npm run ([a-z]+)`/g)].map(([, name = '']) => name)

  expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([])
})

test('every dependency has its reason', () => {
  const reasons = [...readme.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name = '']) => name)

  expect([...reasons].sort()).toEqual(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).sort())
})
