import { MAX_FILE_BYTES } from '../../model/tree.ts'
import { treeRule } from './tree-rule.ts'

export const tooLarge = treeRule('repo/too-large', 'A file has at most 64 KiB.', function* (tree) {
  for (const { path, size } of tree.entries) {
    if (size !== null && size > MAX_FILE_BYTES) yield { path, message: `this has ${size} bytes; expected at most ${MAX_FILE_BYTES}` }
  }
})
