import { templateTexts } from './template-texts.ts'

const SETTINGS = 'environment.yaml'

export interface ProjectTemplate {
  /** Text of environment.yaml with comments and default policy. */
  readonly settings: string
  /** README, .gitignore and the like, by path, for an environment of that name. */
  files(name: string): ReadonlyMap<string, string>
}

/** What `environments/template` holds. */
export async function projectTemplate(): Promise<ProjectTemplate> {
  const texts = new Map(await templateTexts())
  const settings = texts.get(SETTINGS) ?? ''
  texts.delete(SETTINGS)
  return { settings, files: (name) => new Map([...texts].map(([path, text]) => [path, text.replaceAll('{{name}}', name)])) }
}
