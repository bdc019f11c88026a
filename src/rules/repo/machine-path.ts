import { isMachinePath, locate } from '../../model/layout.ts'
import type { TreeEntry } from '../../model/tree.ts'
import { treeRule } from './tree-rule.ts'

const CERTIFICATE_IN_CLIENT = /^dfsps\/[^/]+\/client\/[^/]+[.](pem|crt|cer|der)$/

export const machinePath = treeRule({
  code: 'repo/machine-path',
  summary: 'What the machine writes is written by the machine alone, and nothing else lies there.',
  *check(tree) {
    for (const entry of tree.entries) {
      const problem = problemOf(entry)
      if (problem !== null) yield { path: entry.path, ...problem }
    }
  },
})

function problemOf({ path, layer }: TreeEntry): { readonly message: string; readonly hint: string } | null {
  if (CERTIFICATE_IN_CLIENT.test(path)) {
    return { message: 'a client certificate is issued by the Hub, under issued/; expected requests (<name>.csr) only', hint: `git rm ${path}` }
  }
  if (!isMachinePath(path)) return null
  if (layer === 'main') return { message: 'issued/ is written by the machine on its own branch; expected nothing here', hint: `git rm ${path}` }
  const { kind, problem } = locate(path)
  if (kind !== 'unknown' && problem === null) return null
  return { message: 'the machine does not write this; expected certificates, records, CRLs and keys', hint: 'remove it from the branch issued' }
}
