import { templateTexts } from './template-texts.ts'
import type { ToolkitPin } from './toolkit-pin.ts'

const SETTINGS = 'environment.yaml'
const WORKFLOWS = '.github/workflows/'

export interface ProjectTemplate {
  /** Text of environment.yaml with comments and default policy. */
  readonly settings: string
  /** README, .gitignore and the like, by path, for an environment of that name; workflows only with the actions that they run. */
  files(name: string, toolkit: ToolkitPin | null): ReadonlyMap<string, string>
}

/** What `environments/template` holds. */
export async function projectTemplate(): Promise<ProjectTemplate> {
  const texts = new Map(await templateTexts())
  const settings = texts.get(SETTINGS) ?? ''
  texts.delete(SETTINGS)
  const files = (name: string, toolkit: ToolkitPin | null): ReadonlyMap<string, string> => {
    const kept = [...texts].filter(([path]) => toolkit !== null || !path.startsWith(WORKFLOWS))
    return new Map(kept.map(([path, text]) => [path, path.startsWith(WORKFLOWS) ? pinned(text, toolkit) : text.replaceAll('{{name}}', name)]))
  }
  return { settings, files }
}

function pinned(text: string, toolkit: ToolkitPin | null): string {
  return toolkit === null ? text : text.replace(/\bOWNER\/REPO\/(actions\/[a-z]+)@PIN$/gm, `${toolkit.actions}/$1@${toolkit.commit}`)
}
