import { workTree } from '../src/adapters/git.ts'
import type { Environment } from '../src/model/environment.ts'
import type { Tree } from '../src/model/tree.ts'

/** What is rendered from: the commit only where the files are those of the commit. */
export async function sourceOf(dir: string, { tree }: Environment): Promise<Pick<Tree, 'commit' | 'treeId'>> {
  const work = await workTree(dir)
  if (work === null || (await work.uncommitted()).length > 0) return tree
  return { commit: await work.head(), treeId: tree.treeId }
}
