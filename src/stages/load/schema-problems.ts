import type { ErrorObject } from 'ajv/dist/2020.js'

export type Pointer = readonly (string | number)[]

export interface SchemaProblem {
  readonly pointer: Pointer
  /** The field's own name is at fault, not its value. */
  readonly atKey: boolean
  readonly message: string
  readonly hint: string | null
}

/** One problem for each place, in words, from all that ajv found; the most telling one where several stand at one place. */
export function schemaProblems(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const alternatives = errors.filter((error) => error.keyword === 'oneOf').map((error) => error.schemaPath)
  const told = errors.filter((error) => !CONTAINERS.has(error.keyword) && !alternatives.some((path) => error.schemaPath.startsWith(`${path}/`)))
  const byPlace = new Map<string, SchemaProblem>()
  for (const error of told) {
    const problem = problemOf(error)
    const place = JSON.stringify(problem.pointer)
    if (!byPlace.has(place)) byPlace.set(place, problem)
  }
  return [...byPlace.values()]
}

/** Keywords that only say that another one failed. */
const CONTAINERS: ReadonlySet<string> = new Set(['propertyNames', 'if'])

type Tell = (error: ErrorObject, field: string) => Pick<SchemaProblem, 'message'> & Partial<SchemaProblem>

const TELL: Readonly<Record<string, Tell>> = {
  required: (error, field) => {
    const missing = text(error.params['missingProperty'])
    return { pointer: pointerOf(error.instancePath), message: `the field ${quoted(missing)} is missing${field === '' ? '' : ` in ${quoted(field)}`}` }
  },
  additionalProperties: (error) => {
    const extra = text(error.params['additionalProperty'])
    const known = Object.keys(isRecord(error.parentSchema?.['properties']) ? error.parentSchema['properties'] : {})
    return {
      pointer: [...pointerOf(error.instancePath), extra],
      atKey: true,
      message: `the field ${quoted(extra)} is unknown`,
      hint: known.length === 0 ? null : `one of ${known.join(', ')}`,
    }
  },
  type: (error, field) => ({
    message: `${subject(field)} is ${kindOf(error.data)}; expected ${types(error.params['type'])}`,
    hint: typeof error.data === 'number' ? 'put it in quotes if it is text' : null,
  }),
  enum: (error, field) => ({ message: `${subject(field)} is ${quoted(error.data)}; expected ${oneOf(error.params['allowedValues'])}` }),
  const: (error, field) => ({ message: `${subject(field)} is ${quoted(error.data)}; expected ${quoted(error.params['allowedValue'])}` }),
  oneOf: (error, field) => ({ message: `${subject(field)} is none of the forms that are known; expected ${forms(error)}` }),
  uniqueItems: (error, field) => ({ message: `${subject(field)} holds ${quoted(itemAt(error, 'j'))} twice; expected it once` }),
}

function problemOf(error: ErrorObject): SchemaProblem {
  if (error.propertyName !== undefined) return nameProblem(error, error.propertyName)
  const pointer = pointerOf(error.instancePath)
  const told = (TELL[error.keyword] ?? tellRule)(error, fieldOf(pointer))
  return { pointer, atKey: false, hint: null, ...told }
}

function nameProblem(error: ErrorObject, name: string): SchemaProblem {
  return { pointer: [...pointerOf(error.instancePath), name], atKey: true, message: `the name ${quoted(name)} ${text(error.message)}`, hint: null }
}

/** A value that has the right type and breaks a rule of its schema: what the schema says it is, and an example. */
function tellRule(error: ErrorObject, field: string): { readonly message: string; readonly hint: string | null } {
  const { description, examples } = isRecord(error.parentSchema) ? error.parentSchema : {}
  const example = Array.isArray(examples) ? `for example ${JSON.stringify(examples[0])}` : null
  return {
    message: `${subject(field)} is ${quoted(error.data)}; it ${text(error.message)}${description === undefined ? '' : `: ${text(description)}`}`,
    hint: example,
  }
}

/** `/egress/0/cidr` (RFC 6901) as a list of steps. */
function pointerOf(instancePath: string): Pointer {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')))
}

function fieldOf(pointer: Pointer): string {
  return pointer.reduce<string>((field, step) => (typeof step === 'number' ? `${field}[${step}]` : field === '' ? step : `${field}.${step}`), '')
}

const subject = (field: string): string => (field === '' ? 'the file' : quoted(field))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string => (typeof value === 'string' ? value : String(value))

/** At most 80 characters of a value, as JSON: what is not printable is escaped. */
export function quoted(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value)
  return json.length <= 82 ? json : `${json.slice(0, 80)}…`
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a mapping' : `the ${typeof value} ${quoted(value)}`
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

const types = (names: unknown): string =>
  [names]
    .flat()
    .map((name) => TYPE_WORDS[text(name)] ?? text(name))
    .join(' or ')

const oneOf = (values: unknown): string => (Array.isArray(values) ? `one of ${values.map(quoted).join(', ')}` : quoted(values))

function forms(error: ErrorObject): string {
  const branches: readonly unknown[] = Array.isArray(error.schema) ? error.schema : []
  const names = branches.map((branch) =>
    isRecord(branch) && isRecord(branch['properties']) && isRecord(branch['properties']['kind']) ? branch['properties']['kind']['const'] : null,
  )
  return `kind: ${names.map(text).join(', ')}, with exactly its fields`
}

function itemAt(error: ErrorObject, which: string): unknown {
  const index = error.params[which]
  return Array.isArray(error.data) && typeof index === 'number' ? error.data[index] : null
}
