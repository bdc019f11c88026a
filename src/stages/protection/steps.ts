import type { ForkApproval, Label } from '../../ports/host-settings.ts'
import type { PutRuleset } from './merge-ruleset.ts'
import type { WantedEnvironment } from './wanted.ts'

/** What the program does, or a person must; `sentence` says it. */
export type Step = { readonly sentence: string } & (
  | { readonly kind: 'ruleset'; readonly ruleset: PutRuleset }
  | { readonly kind: 'environment'; readonly environment: WantedEnvironment }
  | { readonly kind: 'actions'; readonly actions: { readonly defaultToken: 'read'; readonly mayApprove: false; readonly approval?: ForkApproval } }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'code-owners'; readonly text: string }
  | { readonly kind: 'by-hand' }
)

/** Branch on which CODEOWNERS is proposed. */
export const CODEOWNERS_BRANCH = 'muhuri-codeowners'
export const CODEOWNERS_PATH = '.github/CODEOWNERS'
