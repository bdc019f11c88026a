import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The repository's own folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Paths of our own sources below `folder`, relative to the root, sorted; generated files and golden data are not ours to style. */
export function sourcePaths(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/^(src\/model\/generated|test\/(golden|cases|vectors))\//.test(path))
    .sort()
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Every node of a file with its line, depth first. */
export function* nodesOf(path: string): Generator<{ readonly node: ts.Node; readonly line: number }> {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2023, true)
  const stack: ts.Node[] = [file]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield { node, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 }
    node.forEachChild((child) => void stack.push(child))
  }
}
