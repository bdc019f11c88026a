import type { Rule } from '../rule.ts'

/** What is judged is the result of the merge; where there is none, nothing said of the change would hold after it. */
export const accessBehind: Rule<'change'> = {
  code: 'access/behind',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A change can be merged into its base as it is.',
  cites: [],
  *check({ head }) {
    if (head.tree.conflicts === true)
      yield {
        message: 'The change was made from an older base, and both change the same files; the result of the merge cannot be told.',
        hint: 'git merge origin/main, then push again',
      }
  },
}
