import type { CorpusName } from './names.ts'

/** Names whose attack has nothing here to hit. */
export const notApplicable: readonly { readonly name: CorpusName; readonly reason: string }[] = [
  {
    name: 'tf-${}',
    reason:
      'No target writes Terraform. Names that hold an expression of another language are refused or encoded by the targets that there are (haproxy-$-env).',
  },
]
