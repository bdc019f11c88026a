import { treeRule } from './tree-rule.ts'

export const submodule = treeRule({
  code: 'repo/submodule',
  summary: 'No entry is a submodule.',
  *check(tree) {
    for (const { path, mode } of tree.entries) {
      if (mode === '160000') yield { path, message: 'this is a submodule; expected a regular file', hint: `git rm --cached ${path}` }
    }
  },
})
