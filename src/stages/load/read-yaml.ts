import { type Document, Lexer, parseAllDocuments, type YAMLError } from 'yaml'
import { type ReadText, yamlProblem } from './document-problem.ts'
import { positionAt } from './position-at.ts'
import { refusedInText } from './refused-characters.ts'
import { yamlData } from './yaml-data.ts'
import { MAX_NESTING, TOO_DEEP, YamlRefused } from './yaml-refused.ts'

/** One document of YAML 1.2, core schema; keys are strings, and what makes one text mean two things is refused. */
const OPTIONS = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'silent' } as const

const MAX_MESSAGE = 200
/** A line whose indentation, with the indicators that nest further, is wider than any nesting allowed. */
const DEEP_LINE = /^[ ?:-]{100}/m
const DIRECTIVE = /^(?:#[^\n]*\n|\s)*%/
const FLOW_START = /[[{]/
/** Tokens of the lexer that stand for no text. */
const MARKERS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f'])

/** What errors of the parser mean for the file; others are told in its own words. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; expected one',
  BAD_ALIAS: 'an alias is used; expected the value itself',
  NON_STRING_KEY: 'a key is not a string; expected plain or quoted text',
  TAG_RESOLVE_FAILED: 'a tag is given; expected none',
  TAB_AS_INDENT: 'a tab indents this line; expected spaces',
}

/** The value of a YAML file, or the first thing wrong with it; dates stay strings. Never throws. */
export function readYaml(text: string): ReadText {
  try {
    const refused = refusedInText(text)
    if (refused !== null) throw new YamlRefused(refused.message, refused.offset)
    refuseNesting(text)
    return { ok: true, ...yamlData(parseYaml(text).contents, text) }
  } catch (error) {
    if (error instanceof YamlRefused) return { ok: false, problem: yamlProblem(error.message, positionAt(text, error.offset)) }
    throw error
  }
}

function parseYaml(text: string): Document.Parsed {
  const documents = parseAllDocuments(text, OPTIONS)
  const [document, second] = Array.isArray(documents) ? documents : []
  if (document === undefined) throw new YamlRefused('the file is empty; expected a mapping', 0)
  const error = document.errors[0] ?? document.warnings[0]
  if (error !== undefined) throw refusedBy(error)
  if (second !== undefined) throw new YamlRefused('a second document begins here; expected one', second.range[0])
  if (DIRECTIVE.test(text)) throw new YamlRefused('a directive stands here; expected none', 0)
  return document
}

function refusedBy(error: YAMLError): YamlRefused {
  const message = MESSAGES[error.code] ?? `it is not YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1, MAX_MESSAGE)}`
  return new YamlRefused(message, error.pos[0])
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
