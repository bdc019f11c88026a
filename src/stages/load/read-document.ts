import { isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Document, DocumentProblem } from '../../model/environment.ts'
import type { Position } from '../../model/finding.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { positionAt, type ReadText } from './document-problem.ts'
import { readJson } from './read-json.ts'
import { parseYaml, readYaml } from './read-yaml.ts'
import { type Pointer, quoted, schemaProblems } from './schema-problems.ts'
import { type FileOf, type SchemaName, validatorOf } from './schema-validators.ts'

/** A file to be read, and where it stands. */
export interface Place {
  readonly path: string
  readonly name: string
  readonly dfsp: string | null
  readonly bytes: Uint8Array
}

/** The document of a YAML file (or JSON, by its extension) under `schema`; defaults are filled in. Never throws on content. */
export function readDocument<N extends SchemaName>(place: Place, schema: N): Document<FileOf[N]> {
  const text = decode(place.bytes)
  const read = place.path.endsWith('.json') ? readJson(text) : readYaml(text)
  const problems = read.ok ? problemsOf(read.value, schema, text) : [read.problem]
  return {
    path: place.path,
    name: place.name,
    dfsp: place.dfsp,
    sha256: sha256Hex(place.bytes),
    value: valid<N>(read, problems),
    problems,
    positionOf: (pointer) => positionOf(text, pointer, false),
  }
}

/** The schema is what makes the plain data the type that was generated from it. */
function valid<N extends SchemaName>(read: ReadText, problems: readonly DocumentProblem[]): FileOf[N] | null {
  return read.ok && problems.length === 0 ? (read.value as FileOf[N]) : null
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function problemsOf(value: unknown, schema: SchemaName, text: string): readonly DocumentProblem[] {
  const validate = validatorOf(schema)
  if (validate(value)) return unnormalised(value, text)
  return schemaProblems(validate.errors ?? []).map(({ pointer, atKey, message, hint }) => ({
    kind: 'invalid',
    message,
    hint,
    position: positionOf(text, pointer, atKey),
  }))
}

/** ASCII without escapes. */
const PLAIN = /^[\x00-\x5b\x5d-\x7f]*$/

/** Text that looks alike must be alike: everything is in Unicode normalization form C. */
function unnormalised(value: unknown, text: string): readonly DocumentProblem[] {
  if (PLAIN.test(text)) return []
  const problems: DocumentProblem[] = []
  const visit = (item: unknown, pointer: Pointer): void => {
    if (typeof item === 'string' && item !== item.normalize('NFC')) {
      problems.push({
        kind: 'invalid',
        message: `${quoted(item)} is not in Unicode normalization form C`,
        hint: `write it as ${quoted(item.normalize('NFC'))}`,
        position: positionOf(text, pointer, false),
      })
    }
    if (typeof item === 'object' && item !== null)
      for (const [key, child] of Object.entries(item)) visit(child, [...pointer, Array.isArray(item) ? Number(key) : key])
  }
  visit(value, [])
  return problems
}

/** Read again on demand: positions are asked for only where something is wrong, and nodes are large. */
function positionOf(text: string, pointer: Pointer, atKey: boolean): Position | null {
  try {
    return positionAt(text, offsetOf(parseYaml(text).contents, pointer, atKey))
  } catch {
    return null
  }
}

function offsetOf(root: unknown, pointer: Pointer, atKey: boolean): number {
  let node = root
  let offset = startOf(root) ?? 0
  for (const [index, step] of pointer.entries()) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === String(step)) : undefined
    const next: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value
    const last = index === pointer.length - 1
    const found = (last && atKey) || startOf(next) === null ? startOf(pair?.key) : startOf(next)
    if (found === null) return offset
    offset = found
    node = next
  }
  return offset
}

function startOf(node: unknown): number | null {
  return isNode(node) && node.range ? node.range[0] : null
}
