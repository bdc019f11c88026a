import { findPrivateKeys } from '../../pki/private-key.ts'
import { treeRule } from './tree-rule.ts'

export const privateKey = treeRule({
  code: 'repo/private-key',
  summary: 'No private key lies in the repository, in any encoding.',
  cites: ['RFC 7468 §10', 'RFC 5958', 'RFC 7292', 'RFC 7517 §9.2'],
  *check(tree) {
    for (const { path, bytes } of tree.entries) {
      const [found] = bytes === null ? [] : findPrivateKeys(bytes)
      if (found === undefined) continue
      yield {
        path,
        message: `this holds a private key (${found.kind}); expected public artefacts only`,
        hint: 'take it out of every commit, and replace the key: whoever fetched the repository has it',
        position: found.line === null ? null : { line: found.line, column: 1 },
      }
    }
  },
})
