import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { actionNames } from './build/action-names.ts'

export interface ActionDefinition {
  /** Its folder below `actions/`. */
  readonly folder: string
  /** The text of action.yml. */
  readonly text: string
  readonly description: string
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

/** Every action.yml, by name of the action. */
export async function actionDefinitions(root: string): Promise<readonly ActionDefinition[]> {
  return Promise.all(
    (await actionNames(root)).map(async (folder) => {
      const text = await readFile(join(root, 'actions', folder, 'action.yml'), 'utf8')
      const { inputs = {}, outputs = {}, ...rest } = parse(text) as Omit<ActionDefinition, 'folder' | 'text' | 'inputs' | 'outputs'> & Partial<ActionDefinition>
      return { ...rest, inputs, outputs, folder, text }
    }),
  )
}

/** What the README says of the actions; `uses` is what stands before `/actions/<name>`, and `at` what they are pinned to. */
export function actionsMarkdown(definitions: readonly ActionDefinition[], { uses, at }: { readonly uses: string; readonly at: string }): string {
  return definitions.map((definition) => actionMarkdown(definition, `${uses}/actions/${definition.folder}@${at}`)).join('\n')
}

function actionMarkdown({ folder, description, inputs, outputs }: ActionDefinition, uses: string): string {
  const given = Object.entries(inputs).map(
    ([name, input]) => `- \`${name}\`${input.required === true ? ' (required)' : defaultOf(input.default)}: ${input.description}`,
  )
  const made = Object.entries(outputs).map(([name, output]) => `- \`${name}\`: ${output.description}`)
  const list = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [`${title}:`, '', ...lines, ''])
  return [`### ${folder}`, '', description, '', '```yaml', `- uses: ${uses}`, '```', '', ...list('Inputs', given), ...list('Outputs', made)].join('\n')
}

const defaultOf = (value: string | undefined): string => (value === undefined || value === '' ? '' : ` (default \`${value}\`)`)

const BEGIN = '<!-- actions: npm run generate writes what follows from actions/*/action.yml -->'
const END = '<!-- end of actions -->'

/** The README with its section on the actions anew; throws where it has no place for one. */
export function withActions(readme: string, section: string): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (start < 0 || end < start) throw new Error(`README.md has not "${BEGIN}" and "${END}"`)
  return `${readme.slice(0, start)}${BEGIN}\n\n${section.trimEnd()}\n\n${readme.slice(end)}`
}
