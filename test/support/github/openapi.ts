import { Ajv, type ValidateFunction } from 'ajv'
import { completer } from './complete.ts'
import type { Description, Operation, Schema } from './openapi-slim.ts'

/** What an exchange was, as far as a description speaks of it. */
export interface Exchange {
  /** `GET /repos/{owner}/{repo}`. */
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON, or undefined where there was no body. */
  readonly body: unknown
}

/** Holds requests and answers to GitHub's description; each method tells what is wrong, in words that name operation and place. */
export interface Contract {
  request(exchange: Exchange): readonly string[]
  /** The answer's body with everything that the description requires and nobody keeps here, and what is wrong with it. */
  response(operation: string, status: number, body: unknown): { readonly body: unknown; readonly problems: readonly string[] }
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const FORMATS = {
  'date-time': DATE_TIME,
  uri: (text: string) => URL.canParse(text),
  email: /^\S+@\S+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'repo.nwo': /^[\w.-]+\/[\w.-]+$/,
}
/** GitHub answers these for environments, though its description does not have them. */
const UNDESCRIBED = new Set(['/can_admins_bypass'])
/** Any operation may be answered with these, whether its description lists them or not. */
const GENERAL = new Set([304, 401, 403, 404, 409, 422, 429, 500, 502, 503])

export function contract(description: Description, placeholderUrl: string): Contract {
  const ajv = new Ajv({ strict: false, validateSchema: false, formats: FORMATS, logger: false, coerceTypes: false })
  ajv.addSchema({ $id: 'github:api', components: description.components })
  const compiled = new WeakMap<object, ValidateFunction>()
  const check = (schema: Schema, value: unknown): string | null => {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema) as object)
    compiled.set(schema, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: '' })
  }
  const complete = completer({ schemas: description.components.schemas, fits: (schema, value) => check(schema, value) === null, placeholderUrl })
  const operationOf = (name: string): Operation | undefined => {
    const [method = '', path = ''] = name.split(' ')
    return description.paths[path]?.[method.toLowerCase()]
  }
  return {
    request: (exchange) => requestProblems(operationOf(exchange.operation), exchange, { check, complete }),
    response: (name, status, body) => {
      const declared = operationOf(name)?.responses[String(status)]
      if (declared === undefined) return { body, problems: GENERAL.has(status) ? [] : [`${name}: ${status} is no answer of GitHub's`] }
      const schema = declared.content?.['application/json']?.schema
      if (schema === undefined || body === undefined) return { body, problems: [] }
      const unknown: string[] = []
      const whole = complete(schema, body, { path: '', unknown })
      const wrong = check(schema, whole)
      return {
        body: whole,
        problems: [
          ...unknown
            .filter((path) => !UNDESCRIBED.has(path.replace(/^\/environments\/\d+/, '')))
            .map((path) => `${name}: ${status}: GitHub's answer has no "${path}"`),
          ...(wrong === null ? [] : [`${name}: ${status}: ${wrong}`]),
        ],
      }
    },
  }
}

interface Means {
  readonly check: (schema: Schema, value: unknown) => string | null
  readonly complete: ReturnType<typeof completer>
}

function requestProblems(operation: Operation | undefined, exchange: Exchange, means: Means): string[] {
  if (operation === undefined) return [`${exchange.operation}: no operation of GitHub's`]
  return [...parameterProblems(operation, exchange, means), ...bodyProblems(operation, exchange, means)]
}

function parameterProblems({ parameters = [] }: Operation, { operation: name, params, query }: Exchange, { check }: Means): string[] {
  const wrong = parameters.flatMap(({ name: parameter, in: place, required, schema }) => {
    const text = { query: query.get(parameter), path: params[parameter] ?? null, header: null }[place]
    if (text === null) return required === true && place !== 'header' ? [`${name}: parameter "${parameter}" is missing`] : []
    const problem = check(schema, coerced(schema, text))
    return problem === null ? [] : [`${name}: parameter "${parameter}"${problem}`]
  })
  const known = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name))
  return [...wrong, ...[...query.keys()].filter((given) => !known.has(given)).map((given) => `${name}: GitHub knows no parameter "${given}"`)]
}

function bodyProblems({ requestBody }: Operation, { operation: name, body }: Exchange, { check, complete }: Means): string[] {
  if (body === undefined) return requestBody?.required === true ? [`${name}: the body is missing`] : []
  const schema = requestBody?.content?.['application/json']?.schema
  if (schema === undefined) return []
  const unknown: string[] = []
  complete(schema, body, { path: '', unknown })
  const wrong = check(schema, body)
  return [...unknown.map((path) => `${name}: GitHub knows no "${path}" in the body`), ...(wrong === null ? [] : [`${name}: body${wrong}`])]
}

function coerced(schema: Schema, text: string): unknown {
  const types = [schema.type, ...(schema.anyOf ?? []).map(({ type }) => type)].flat()
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+$/.test(text)) return Number(text)
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

/** References by the whole description's name, because each schema is compiled alone. */
function absolute(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(absolute)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? `github:api${inner}` : absolute(inner)]),
  )
}
