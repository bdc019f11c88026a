import type { Schema } from './openapi-slim.ts'

interface Found {
  readonly path: string
  /** Filled with the paths of properties that the description does not have. */
  readonly unknown: string[]
}

interface Options {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly fits: (schema: Schema, value: unknown) => boolean
  /** Stands in every URL that nobody keeps. */
  readonly placeholderUrl: string
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/**
 * Fills a value with what its schema requires and it lacks: null where that is allowed, else nothing-saying values. So an answer
 * says what the stand-in knows, has the shape that GitHub promises, and invents no facts.
 */
export function completer({ schemas, fits, placeholderUrl }: Options): (schema: Schema, value: unknown, found: Found) => unknown {
  const resolve = (schema: Schema): Schema => (schema.$ref === undefined ? schema : resolve(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}))
  const flat = (given: Schema): Schema => {
    const schema = resolve(given)
    if (schema.allOf === undefined) return schema
    const parts = schema.allOf.map(flat)
    return {
      ...schema,
      properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties) as Readonly<Record<string, Schema>>,
      required: [...parts.flatMap(({ required }) => required ?? []), ...(schema.required ?? [])],
    }
  }
  const isNullable = ({ type, anyOf = [] }: Schema): boolean => [type].flat().includes('null') || anyOf.some((one) => resolve(one).type === 'null')
  const minimal = (given: Schema): unknown => {
    const schema = flat(given)
    if (isNullable(schema)) return null
    if (schema.enum !== undefined) return schema.enum[0]
    const [alternative] = schema.anyOf ?? []
    if (alternative !== undefined && schema.properties === undefined) return minimal(alternative)
    const plain: Readonly<Record<string, () => unknown>> = {
      string: () => text(schema.format),
      integer: () => schema.minimum ?? 0,
      number: () => schema.minimum ?? 0,
      boolean: () => false,
      array: () => [],
    }
    return plain[String(schema.type)]?.() ?? complete(schema, {}, { path: '', unknown: [] })
  }
  const text = (format: string | undefined): string => {
    if (format === 'date-time') return '2026-01-01T00:00:00Z'
    return format === 'uri' ? placeholderUrl : ''
  }
  const complete = (given: Schema, value: unknown, { path, unknown }: Found): unknown => {
    const schema = flat(given)
    if (Array.isArray(value) && schema.items !== undefined) {
      const { items } = schema
      return value.map((one, index) => complete(items, one, { path: `${path}/${index}`, unknown }))
    }
    if (schema.anyOf !== undefined && schema.properties === undefined) return bestOf(schema.anyOf, value, { path, unknown })
    if (!isObject(value)) return value
    const { properties = {}, required = [] } = schema
    const known = Object.entries(value).map(([name, inner]) => {
      const own = properties[name]
      if (own !== undefined) return [name, complete(own, inner, { path: `${path}/${name}`, unknown })]
      if (Object.keys(properties).length > 0 && schema.additionalProperties === undefined) unknown.push(`${path}/${name}`)
      return [name, inner]
    })
    const missing = required.filter((name) => value[name] === undefined).map((name) => [name, minimal(properties[name] ?? {})])
    return Object.fromEntries([...known, ...missing])
  }
  const bestOf = (schemasGiven: readonly Schema[], value: unknown, { path, unknown }: Found): unknown => {
    const tried = schemasGiven.map((schema) => {
      const strange: string[] = []
      return { schema, strange, whole: complete(schema, value, { path, unknown: strange }) }
    })
    const fitting = tried.filter(({ schema, whole }) => fits(schema, whole)).sort((one, other) => one.strange.length - other.strange.length)
    const best = fitting[0] ?? tried[0]
    unknown.push(...(best?.strange ?? []))
    return best?.whole ?? value
  }
  return complete
}
