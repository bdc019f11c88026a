import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../environments/template/', import.meta.url))
const SETTINGS = 'environment.yaml'

export interface ProjectTemplate {
  /** Text of environment.yaml with comments and default policy. */
  readonly settings: string
  /** README, .gitignore and the like, by path, for an environment of that name. */
  files(name: string): ReadonlyMap<string, string>
}

/** What `environments/template` holds. */
export async function projectTemplate(): Promise<ProjectTemplate> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const texts = new Map(await Promise.all(paths.sort().map(async (path) => [path, await readFile(join(FOLDER, path), 'utf8')] as const)))
  const settings = texts.get(SETTINGS) ?? ''
  texts.delete(SETTINGS)
  return { settings, files: (name) => new Map([...texts].map(([path, text]) => [path, text.replaceAll('{{name}}', name)])) }
}
