import type { CorpusName } from './names.ts'

/** A name whose attack needs the Git host, a runner or Vault, and the test that plays it with them. */
export interface Elsewhere {
  readonly name: CorpusName
  readonly file: string
  /** Title of the test, or of its row. */
  readonly title: string
}

const VERDICT = 'test/actions/verdict.test.ts'
const SIGN = 'test/actions/sign.test.ts'
const CHECK = 'test/actions/check.test.ts'
const WHO_COUNTS = 'an approval by somebody who may only read, by the author, and of an older commit counts for nothing'

export const elsewhere: readonly Elsewhere[] = [
  { name: 'filename-newline-command', file: CHECK, title: 'no name, subject or path of a pull request becomes a command of the runner' },
  { name: '##[add-matcher] mid-line', file: VERDICT, title: 'hostile text in the change is only ever code in the comment, and no command in the log' },
  { name: 'approve-old-sha', file: VERDICT, title: WHO_COUNTS },
  { name: 'approve-read-only-user', file: VERDICT, title: WHO_COUNTS },
  { name: 'approve-then-push', file: VERDICT, title: WHO_COUNTS },
  { name: 'force-push-during-sign', file: SIGN, title: 'main that is pushed over by force while it is signed is not signed, nor published' },
  { name: 'workflow-edited-to-pass', file: VERDICT, title: 'whose class is less than its paths ask for is held to those' },
  { name: 'fake-marker-comment', file: VERDICT, title: 'a comment with the marker that somebody else wrote is left alone' },
  { name: 'artifact-zip-slip', file: VERDICT, title: 'that is a link to elsewhere' },
  { name: 'workflow_run-other-PR', file: VERDICT, title: 'of another pull request' },
  {
    name: 'merge-queue-double-claim',
    file: 'test/corpus/host.test.ts',
    title: 'of two requests that claim one range the second falls out of the queue, and fails when it is brought up to date',
  },
  {
    name: 'expired-approval',
    file: VERDICT,
    title: 'a change that needs review waits, is green once a reviewer approves, and red again when the approval is dismissed',
  },
  { name: 'replayed-manifest', file: SIGN, title: 'of two runs at once one wins, and nothing is issued twice' },
  {
    name: 'replayed-manifest',
    file: 'test/actions/render.test.ts',
    title: 'what was reviewed is rendered one higher; of an older commit nothing is, and what was rendered onto the old branch is not published',
  },
  { name: 'oidc-wrong-env/ref/aud', file: 'test/corpus/host.test.ts', title: 'Vault lets in no job of' },
  { name: 'vault-returns-other-key', file: 'test/adapters/signers/vault.test.ts', title: 'a signature that ends in %s is refused' },
]
