import { treeRule } from './tree-rule.ts'

export const symlink = treeRule({
  code: 'repo/symlink',
  summary: 'No entry is a symbolic link.',
  *check(tree) {
    for (const { path, mode } of tree.entries) {
      if (mode === '120000') yield { path, message: 'this is a symbolic link; expected a regular file', hint: 'put the file itself here' }
    }
  },
})
