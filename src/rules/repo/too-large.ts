import { MAX_FILE_BYTES } from '../../model/tree.ts'
import { treeRule } from './tree-rule.ts'

export const tooLarge = treeRule({
  code: 'repo/too-large',
  summary: 'A file has at most 64 KiB.',
  *check(tree) {
    for (const { path, size } of tree.entries) {
      if (size !== null && size > MAX_FILE_BYTES) yield { path, message: `this has ${size} bytes; expected at most ${MAX_FILE_BYTES}` }
    }
  },
})
