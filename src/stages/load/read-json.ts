import { type ReadText, yamlProblem } from './document-problem.ts'
import { positionAt } from './position-at.ts'
import { readYaml } from './read-yaml.ts'
import { MAX_NESTING } from './yaml-refused.ts'

/**
 * The value of a JSON file (RFC 8259) in which no member occurs twice, or the first thing wrong with it. What Muhuri
 * wrote itself comes out of `JSON.stringify` again byte for byte, which no text with a double member does; anything
 * else is read a second time by the YAML reader, which knows duplicates and positions.
 */
export function readJson(text: string): ReadText {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, problem: yamlProblem(`it is not JSON: ${jsonMessage(error)}`, jsonPosition(error, text)) }
  }
  if (!isDeep(text) && `${JSON.stringify(value, null, 2)}\n` === text) return { ok: true, value, mark: null }
  const strict = readYaml(text.replaceAll('\t', ' '))
  return strict.ok ? { ...strict, value } : strict
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g
const DEPTHS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 }

/** `JSON.stringify` recurses, unlike `JSON.parse`; the YAML reader refuses such a file by name. The text is JSON. */
function isDeep(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    depth += DEPTHS[token] ?? 0
    if (depth > MAX_NESTING) return true
  }
  return false
}

function jsonMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .replace(/ in JSON at position \d+.*$/s, '')
    .replace(/, ".*$/s, '')
    .slice(0, 200)
}

function jsonPosition(error: unknown, text: string): { readonly line: number; readonly column: number } {
  const offset = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  return positionAt(text, offset === undefined ? text.length : Number(offset))
}
