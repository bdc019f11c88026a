/** A JSON Schema as far as it is read here. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly minimum?: number
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

export interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
  readonly required?: boolean
}

export interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

/** An OpenAPI description, or the part of one that some operations need, with references between schemas only. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

type Json = Readonly<Record<string, unknown>>

const PROSE = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'title',
  'externalDocs',
  'default',
  'deprecated',
  'readOnly',
  'discriminator',
  'headers',
])
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Only these operations and what they refer to, as plain JSON Schema: no prose, `nullable` as a type, `oneOf` as `anyOf`. */
export function slim(whole: Description, operations: readonly string[]): Description {
  const schemas: Record<string, Schema> = {}
  const paths: Record<string, Record<string, Operation>> = {}
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (!isObject(value)) return value
    const reference = value['$ref']
    if (typeof reference !== 'string') return schemaOf(value, visit)
    const [kind = '', name = ''] = reference.replace('#/components/', '').split('/')
    const target = (whole.components as unknown as Record<string, Record<string, unknown>>)[kind]?.[name]
    if (kind !== 'schemas') return visit(target)
    if (schemas[name] === undefined) {
      schemas[name] = {}
      schemas[name] = visit(target) as Schema
    }
    return value
  }
  for (const operation of operations) {
    const [method = '', path = ''] = operation.split(' ')
    const found = whole.paths[path]?.[method.toLowerCase()]
    if (found === undefined) throw new Error(`GitHub's description has no operation "${operation}"`)
    paths[path] = { ...paths[path], [method.toLowerCase()]: visit(found) as Operation }
  }
  return { paths, components: { schemas } }
}

function schemaOf(value: Json, visit: (value: unknown) => unknown): Json {
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties' && isObject(inner)) kept[key] = Object.fromEntries(Object.entries(inner).map(([name, schema]) => [name, visit(schema)]))
    // Several of GitHub's alternatives overlap, so that more than one holds.
    else if (key === 'oneOf') kept['anyOf'] = visit(inner)
    else if (key !== 'nullable' && !PROSE.has(key) && !key.startsWith('x-')) kept[key] = visit(inner)
  }
  return value['nullable'] === true ? nullable(kept) : kept
}

function nullable(schema: Record<string, unknown>): Json {
  if (typeof schema['type'] !== 'string') return { anyOf: [{ type: 'null' }, schema] }
  const values = schema['enum']
  return { ...schema, type: [schema['type'], 'null'], ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}) }
}
