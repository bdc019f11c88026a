import ts from 'typescript'
import { expect, test } from 'vitest'
import { nodesOf, sourcePaths } from './sources.ts'

const GLOBALS = new Set(['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'performance'])

/** What reads the world without being told: the clock, chance, the process, the network. */
function impurity(node: ts.Node): string | null {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) return 'new Date()'
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText()
    if (text === 'Date.now' || text === 'Math.random') return text
    return ts.isIdentifier(node.expression) && GLOBALS.has(node.expression.text) ? text : null
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && GLOBALS.has(node.expression.text)) return `${node.expression.text}()`
  return null
}

const pure = sourcePaths('src').filter((path) => !path.startsWith('src/adapters/'))

test('only adapters, scripts and actions read the clock, chance, the process or the network', () => {
  const found: string[] = []
  for (const path of pure) {
    for (const { node, line } of nodesOf(path)) {
      const what = impurity(node)
      if (what !== null) found.push(`${path}:${line} ${what}`)
    }
  }

  expect(pure.length).toBeGreaterThan(10)
  expect(found).toEqual([])
})
