import { isMachinePath, locate } from '../../model/layout.ts'
import { treeRule } from './tree-rule.ts'

export const unknownPath = treeRule({
  code: 'repo/unknown-path',
  summary: 'Every file has its place in the layout.',
  cites: ['DESIGN §2', 'CONTRACT §1'],
  *check(tree) {
    for (const { path } of tree.entries) {
      if (locate(path).kind !== 'unknown' || isMachinePath(path)) continue
      yield { path, message: `"${path}" has no place in the layout of an environment`, hint: `git rm --cached ${path}` }
    }
  },
})
