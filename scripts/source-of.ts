import { join } from 'node:path'
import { workTree } from '../src/adapters/git.ts'
import { gitLineage } from '../src/adapters/lineage.ts'
import type { Environment } from '../src/model/environment.ts'
import type { RenderedTree } from '../src/stages/manifest.ts'

/** What is rendered from: a commit only where the files are those of the commit. */
export async function sourceOf(dir: string, { tree }: Environment): Promise<RenderedTree> {
  const work = await workTree(dir)
  if (work === null || (await work.uncommitted()).length > 0) return tree
  const issued = (await gitLineage(dir))?.issued ?? null
  const isWhole = issued !== null && (await (await workTree(join(dir, 'issued')))?.uncommitted())?.length === 0
  return { commit: await work.head(), treeId: tree.treeId, ...(isWhole ? { issued } : {}) }
}
