import { treeRule } from './tree-rule.ts'

/** Modes that rules of their own speak of. */
const OTHERS: ReadonlySet<string> = new Set(['100644', '120000', '160000'])

export const executable = treeRule({
  code: 'repo/executable',
  summary: 'Files have mode 100644: nothing here is a program.',
  *check(tree) {
    for (const { path, mode } of tree.entries) {
      if (!OTHERS.has(mode)) yield { path, message: `this has mode ${mode}; expected 100644`, hint: `git update-index --chmod=-x ${path}` }
    }
  },
})
