import ts from 'typescript'
import { expect, test } from 'vitest'
import { nodesOf, sourcePaths, textOf } from './sources.ts'

const MOST_LINES = 300
const MOST_PARAMETERS = 3
const VAGUE = /(^|[/-])(utils?|helpers?|common|managers?|misc)([/.-]|$)/

const product = ['src', 'scripts'].flatMap(sourcePaths)
const all = [...product, ...sourcePaths('test')]

test('no file is longer than 300 lines', () => {
  const long = all.map((path) => ({ path, lines: textOf(path).split('\n').length - 1 })).filter(({ lines }) => lines > MOST_LINES)

  expect(long).toEqual([])
})

test('no function takes more than three parameters', () => {
  const found: string[] = []
  for (const path of product) {
    for (const { node, line } of nodesOf(path)) {
      if (ts.isFunctionLike(node) && node.parameters.length > MOST_PARAMETERS) found.push(`${path}:${line} takes ${node.parameters.length}`)
    }
  }

  expect(found).toEqual([])
})

test('files and folders say what they are for', () => {
  expect(all.filter((path) => VAGUE.test(path))).toEqual([])
})

test('only registries are called index', () => {
  const registries = ['src/rules/index.ts', 'src/targets/index.ts', 'src/report/index.ts', 'src/adapters/signers/index.ts']

  expect(all.filter((path) => path.endsWith('/index.ts') && !registries.includes(path))).toEqual([])
})
