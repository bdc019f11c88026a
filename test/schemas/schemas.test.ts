import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { generateTypes, schemaNames } from '../../scripts/generate.ts'
import { type SchemaName, validatorOf } from '../../src/stages/load/schema-validators.ts'

type Schema = Readonly<Record<string, unknown>>
const ROOT = new URL('../../', import.meta.url)
const names = await schemaNames()
const read = async (name: string): Promise<Schema> => JSON.parse(await readFile(new URL(`schemas/${name}.schema.json`, ROOT), 'utf8'))
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every schema inside one, with the place it stands at. */
function* within(schema: unknown, place: string): Iterable<readonly [place: string, schema: Schema]> {
  if (!isSchema(schema)) return
  yield [place, schema]
  for (const [key, value] of Object.entries(isSchema(schema['properties']) ? schema['properties'] : {})) yield* within(value, `${place}/${key}`)
  yield* within(schema['items'], `${place}/[]`)
  yield* within(schema['additionalProperties'], `${place}/*`)
  for (const [index, branch] of (Array.isArray(schema['oneOf']) ? schema['oneOf'] : []).entries()) yield* within(branch, `${place}/${index}`)
}

const openObject = (place: string, part: Schema): string[] =>
  part['type'] === 'object' && part['additionalProperties'] === undefined ? [`${place}: open`] : []

/** Fields that an editor could show nothing for; the examples of a mapping are those of its fields. */
function untoldFields(place: string, part: Schema): string[] {
  const fields = Object.entries(isSchema(part['properties']) ? part['properties'] : {})
  const untold = fields.filter(([, field]) => isSchema(field) && !('const' in field) && !isTold(field))
  return untold.map(([key]) => `${place}/${key}`)
}

function isTold(field: Schema): boolean {
  return field['title'] !== undefined && field['description'] !== undefined && (field['examples'] !== undefined || field['type'] === 'object')
}

test('there is a schema for every file that people write, that the machine writes, and for every output', () => {
  const written = [
    'environment',
    'hub',
    'hub-endpoints',
    'oauth-key',
    'dfsp',
    'dfsp-endpoints',
    'jws-schedule',
    'installed',
    'revoked',
    'waiver',
    'confirmation',
    'proof',
  ]
  const made = [
    'issued-record',
    'key-record',
    'manifest',
    'findings',
    'plan',
    'status',
    'rehearsal',
    'verification',
    'sign-report',
    'render-report',
    'watch',
    'audit',
    'recover-report',
    'key-index',
    'checkpoint',
    'pull-report',
    'request-report',
    'doctor-report',
  ]
  expect(names).toEqual([...written, ...made].sort())
})

describe.each(names)('%s', (name) => {
  test('is JSON Schema 2020-12 and takes its own examples', async () => {
    const schema = await read(name)
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
    const examples = schema['examples']
    expect([schema['$schema'], schema['$id']]).toEqual(['https://json-schema.org/draft/2020-12/schema', `https://muhuri.example/schemas/${name}.schema.json`])
    expect(Array.isArray(examples) && examples.length > 0).toBe(true)
    for (const example of [examples].flat()) expect([validate(structuredClone(example)), validate.errors]).toEqual([true, null])
  })

  test('says what each field is, with an example, and takes no other', async () => {
    const schema = await read(name)
    const poor = [...within(schema, name)].flatMap(([place, part]) => [...openObject(place, part), ...untoldFields(place, part)])
    expect(poor).toEqual([])
  })
})

test('the examples pass the very validators that the loader uses', async () => {
  const loaded: readonly SchemaName[] = [
    'environment',
    'hub',
    'hub-endpoints',
    'oauth-key',
    'dfsp',
    'dfsp-endpoints',
    'jws-schedule',
    'installed',
    'revoked',
    'waiver',
    'confirmation',
    'proof',
    'issued-record',
    'key-record',
  ]
  for (const name of loaded) {
    for (const example of [(await read(name))['examples']].flat()) expect([name, validatorOf(name)(structuredClone(example))]).toEqual([name, true])
  }
})

test('the types are those that the schemas say now', async () => {
  expect(await readFile(new URL('src/model/generated/files.ts', ROOT), 'utf8')).toBe(await generateTypes())
})
