import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'
import ts from 'typescript'
import { actionDefinitions, actionsMarkdown, withActions } from './action-definitions.ts'

/** The files that people and `sign` write; outputs are typed by hand in `src/model`, next to the code that makes them. */
const TYPES: readonly (readonly [schema: string, type: string])[] = [
  ['environment', 'EnvironmentFile'],
  ['hub', 'HubFile'],
  ['hub-endpoints', 'HubEndpointsFile'],
  ['oauth-key', 'OauthKeyFile'],
  ['dfsp', 'DfspFile'],
  ['dfsp-endpoints', 'DfspEndpointsFile'],
  ['jws-schedule', 'JwsScheduleFile'],
  ['installed', 'InstalledFile'],
  ['revoked', 'RevokedFile'],
  ['waiver', 'WaiverFile'],
  ['confirmation', 'ConfirmationFile'],
  ['proof', 'ProofFile'],
  ['issued-record', 'IssuedRecord'],
]

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BANNER = '/* Generated from schemas/ by scripts/generate.ts: run `npm run generate` after a change there. */'

type Json = { [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Titles would become type names of their own; and what has a default is always there once a file is loaded. */
function forTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forTypes)
  if (!isObject(schema)) return schema
  const { title: _title, examples: _examples, default: _default, propertyNames: _names, properties, ...rest } = schema
  const plain: Json = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, forTypes(value)]))
  if (!isObject(properties)) return plain
  const withDefault = Object.keys(properties).filter((key) => isObject(properties[key]) && 'default' in properties[key])
  const required = [...(Array.isArray(schema['required']) ? schema['required'] : []), ...withDefault]
  return { ...plain, required, properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, forTypes(value)])) }
}

/** Every property and every array is `readonly`: what was loaded is never written to. */
function frozen(source: string): string {
  const places: number[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isArrayTypeNode(node) || ts.isIndexSignatureDeclaration(node)) places.push(node.getStart())
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('files.ts', source, ts.ScriptTarget.Latest, true))
  return places.sort((a, b) => b - a).reduce((text, place) => `${text.slice(0, place)}readonly ${text.slice(place)}`, source)
}

async function typesOf(schema: string, type: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(ROOT, 'schemas', `${schema}.schema.json`), 'utf8'))
  const plain = forTypes(parsed)
  if (!isObject(plain)) throw new Error(`schemas/${schema}.schema.json is not an object`)
  const { $id: _id, $schema: _dialect, ...rest } = plain
  return compile(rest, type, {
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 140, trailingComma: 'all' },
  })
}

/** Text of `src/model/generated/files.ts`, the same for the same schemas. */
export async function generateTypes(): Promise<string> {
  const parts: string[] = []
  for (const [schema, type] of TYPES) parts.push(await typesOf(schema, type))
  return frozen(`${BANNER}\n\n${parts.join('\n')}`)
}

/** Names of the schemas, sorted. */
export async function schemaNames(): Promise<readonly string[]> {
  return (await readdir(join(ROOT, 'schemas')))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.schema.json'.length))
    .sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(join(ROOT, 'src/model/generated/files.ts'), await generateTypes())
  const section = actionsMarkdown(await actionDefinitions(ROOT), { uses: '<owner>/<repo>', at: '<commit>' })
  await writeFile(join(ROOT, 'README.md'), withActions(await readFile(join(ROOT, 'README.md'), 'utf8'), section))
}
