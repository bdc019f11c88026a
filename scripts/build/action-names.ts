import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The actions, by name: every folder of `actions/` that has a main.ts. */
export async function actionNames(root: string): Promise<readonly string[]> {
  const folder = join(root, 'actions')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.flatMap(({ name, parentPath }) => (name === 'main.ts' ? [parentPath.slice(folder.length + 1)] : [])).sort()
}
