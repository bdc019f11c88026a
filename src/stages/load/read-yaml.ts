import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, type ParsedNode, parseAllDocuments, type Scalar, type YAMLError } from 'yaml'
import { positionAt, type ReadText, yamlProblem } from './document-problem.ts'

/** One document of YAML 1.2, core schema; keys are strings, and what makes one text mean two things is refused. */
const OPTIONS = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'silent' } as const

/** Deeper than any schema goes, far from what exhausts the stack. */
const MAX_NESTING = 32
const MAX_NODES = 20_000
const MAX_MESSAGE = 200
const TOO_DEEP = `the file is nested more than ${MAX_NESTING} deep; expected the structure that the schema describes`

/** A line whose indentation, with the indicators that nest further, is wider than any nesting allowed. */
const DEEP_LINE = /^[ ?:-]{100}/m
const DIRECTIVE = /^(?:#[^\n]*\n|\s)*%/
const FLOW_START = /[[{]/
/** Tokens of the lexer that stand for no text. */
const MARKERS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f'])

const FORBIDDEN: readonly { readonly pattern: RegExp; readonly what: string; readonly expected: string }[] = [
  { pattern: /^\uFEFF/, what: 'a byte order mark', expected: 'plain UTF-8' },
  { pattern: /\t/, what: 'a tab', expected: 'spaces' },
  { pattern: /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/, what: 'a control character', expected: 'printable text' },
  { pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, what: 'a character that reverses text', expected: 'text that reads as it is written' },
  { pattern: /\p{Surrogate}/u, what: 'half of a character', expected: 'whole characters' },
  { pattern: /[\u2028\u2029\u0085\uFEFF]/, what: 'a line separator that is not a line feed', expected: 'line feeds' },
]
const ESCAPED: ReadonlySet<string> = new Set(['a tab', 'a control character'])
/** The merge key of YAML 1.1, and what JavaScript takes for something else. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['<<', '__proto__'])
const SUSPICIOUS = /[^\n\x20-\x7e]/

/** What errors of the parser mean for the file; others are told in its own words. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; expected one',
  BAD_ALIAS: 'an alias is used; expected the value itself',
  NON_STRING_KEY: 'a key is not a string; expected plain or quoted text',
  TAG_RESOLVE_FAILED: 'a tag is given; expected none',
  TAB_AS_INDENT: 'a tab indents this line; expected spaces',
}

class YamlRefused extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The value of a YAML file, or the first thing wrong with it; dates stay strings. Never throws. */
export function readYaml(text: string): ReadText {
  try {
    refuseCharacters(text)
    refuseNesting(text)
    return { ok: true, value: dataOf(parseYaml(text).contents, text) }
  } catch (error) {
    if (error instanceof YamlRefused) return { ok: false, problem: yamlProblem(error.message, positionAt(text, error.offset)) }
    throw error
  }
}

/** The one document of `text` with its nodes, which know where they stand. */
export function parseYaml(text: string): Document.Parsed {
  const documents = parseAllDocuments(text, OPTIONS)
  const [document, second] = Array.isArray(documents) ? documents : []
  if (document === undefined) throw new YamlRefused('the file is empty; expected a mapping', 0)
  const error = document.errors[0] ?? document.warnings[0]
  if (error !== undefined) throw refusedBy(error)
  if (second !== undefined) throw new YamlRefused('a second document begins here; expected one', second.range[0])
  if (text.startsWith('%') || DIRECTIVE.test(text)) throw new YamlRefused('a directive stands here; expected none', 0)
  return document
}

function refusedBy(error: YAMLError): YamlRefused {
  const message = MESSAGES[error.code] ?? `it is not YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1, MAX_MESSAGE)}`
  return new YamlRefused(message, error.pos[0])
}

function refuseCharacters(text: string): void {
  if (!SUSPICIOUS.test(text)) return
  for (const { pattern, what, expected } of FORBIDDEN) {
    const offset = text.search(pattern)
    if (offset !== -1) throw new YamlRefused(`${what} (${codePoint(text, offset)}) stands here; expected ${expected}`, offset)
  }
}

function codePoint(text: string, offset: number): string {
  return `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`
}

/** The parser recurses: what nests deeply must never reach it. */
function refuseNesting(text: string): void {
  const indented = text.search(DEEP_LINE)
  if (indented !== -1) throw new YamlRefused(TOO_DEEP, indented)
  if (text.split(FLOW_START).length - 1 <= MAX_NESTING) return
  let depth = 0
  let offset = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > MAX_NESTING) throw new YamlRefused(TOO_DEEP, Math.min(offset, text.length))
    if (!MARKERS.has(token)) offset += token.length
  }
}

/** Plain data of a node, refusing what YAML has beyond plain data. */
function dataOf(root: ParsedNode | null, text: string): unknown {
  let nodes = 0
  const visit = (node: ParsedNode | null, depth: number): unknown => {
    if (node === null) return null
    nodes += 1
    if (depth > MAX_NESTING) throw new YamlRefused(TOO_DEEP, node.range[0])
    if (nodes > MAX_NODES) throw new YamlRefused(`the file has more than ${MAX_NODES} values`, node.range[0])
    refuseProperties(node, text)
    if (isScalar(node)) return scalarOf(node)
    if (isSeq(node)) return node.items.map((item) => visit(item, depth + 1))
    return isMap(node) ? mapOf(node.items, (item) => visit(item, depth + 1)) : null
  }
  return visit(root, 1)
}

function mapOf(
  items: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[],
  visit: (node: ParsedNode | null) => unknown,
): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (const { key, value } of items) {
    const name = visit(key)
    if (typeof name !== 'string') throw new YamlRefused('a key is not a string; expected plain or quoted text', key.range[0])
    if (FORBIDDEN_KEYS.has(name)) throw new YamlRefused(`the key ${JSON.stringify(name)} stands here; expected a name of the schema`, key.range[0])
    if (Object.hasOwn(map, name)) throw new YamlRefused(`the key ${JSON.stringify(name)} occurs twice; expected once`, key.range[0])
    map[name] = visit(value)
  }
  return map
}

/** Control characters that an escape sequence made are for the schema, or the rule that the text has of its own. */
function scalarOf(node: Scalar.Parsed): unknown {
  const { value } = node
  if (typeof value === 'string' && SUSPICIOUS.test(value)) {
    const found = FORBIDDEN.find(({ pattern, what }) => !ESCAPED.has(what) && pattern.test(value))
    if (found !== undefined) throw new YamlRefused(`${found.what} is in this text; expected ${found.expected}`, node.range[0])
  }
  return value
}

function refuseProperties(node: ParsedNode, text: string): void {
  const [start] = node.range
  if (isAlias(node)) throw new YamlRefused('an alias is used; expected the value itself', start)
  if (node.anchor !== undefined) throw new YamlRefused(`the anchor "&${node.anchor}" is set; expected none`, text.lastIndexOf(`&${node.anchor}`, start))
  if (node.tag !== undefined) throw new YamlRefused('a tag is given; expected none', tagStart(text, start))
}

/** Where `!name` or `!!name` begins that stands before `start`. */
function tagStart(text: string, start: number): number {
  const last = text.lastIndexOf('!', start)
  return text[last - 1] === '!' ? last - 1 : last
}
