import type { Document, DocumentProblem } from '../../model/environment.ts'
import type { Position } from '../../model/finding.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { ReadText } from './document-problem.ts'
import { positionOf } from './mark.ts'
import { readJson } from './read-json.ts'
import { readYaml } from './read-yaml.ts'
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
  const locate = placer(text, read)
  const problems = read.ok ? problemsOf(read.value, { schema, text, locate }) : [read.problem]
  return {
    path: place.path,
    name: place.name,
    dfsp: place.dfsp,
    sha256: sha256Hex(place.bytes),
    value: valid<N>(read, problems),
    problems,
    positionOf: (pointer) => locate(pointer, false),
  }
}

/** The schema is what makes the plain data the type that was generated from it. */
function valid<N extends SchemaName>(read: ReadText, problems: readonly DocumentProblem[]): FileOf[N] | null {
  return read.ok && problems.length === 0 ? (read.value as FileOf[N]) : null
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

type Locate = (pointer: Pointer, atKey: boolean) => Position | null

/** Text as Muhuri writes it is read a second time only where a place in it is asked for. */
function placer(text: string, read: ReadText): Locate {
  let mark = read.ok ? read.mark : null
  return (pointer, atKey) => {
    if (mark === null) {
      const again = readYaml(text.replaceAll('\t', ' '))
      mark = again.ok ? again.mark : null
    }
    return mark === null ? null : positionOf(text, mark, { pointer, atKey })
  }
}

interface Reading {
  readonly schema: SchemaName
  readonly text: string
  readonly locate: Locate
}

function problemsOf(value: unknown, { schema, text, locate }: Reading): readonly DocumentProblem[] {
  const validate = validatorOf(schema)
  if (validate(value)) return PLAIN.test(text) ? [] : unnormalised(value, [], locate)
  return schemaProblems(validate.errors ?? []).map(({ pointer, atKey, message, hint }) => ({
    kind: 'invalid',
    message,
    hint,
    position: locate(pointer, atKey),
  }))
}

/** ASCII without escapes. */
const PLAIN = /^[\x00-\x5b\x5d-\x7f]*$/

/** Text that looks alike must be alike: everything is in Unicode normalization form C. */
function unnormalised(item: unknown, pointer: Pointer, locate: Locate): readonly DocumentProblem[] {
  if (Array.isArray(item)) return item.flatMap((child, index) => unnormalised(child, [...pointer, index], locate))
  if (typeof item === 'object' && item !== null) return Object.entries(item).flatMap(([key, child]) => unnormalised(child, [...pointer, key], locate))
  if (typeof item !== 'string' || item === item.normalize('NFC')) return []
  const message = `${quoted(item)} is not in Unicode normalization form C`
  return [{ kind: 'invalid', message, hint: `write it as ${quoted(item.normalize('NFC'))}`, position: locate(pointer, false) }]
}
