import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Plan } from '../../model/plan.ts'
import type { Tree } from '../../model/tree.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { canonicalJson } from './canonical-json.ts'

/** `sha256:` over mode, path and contents of the main layer: equal for equal files, in whatever commit or folder they lie. */
export function treeDigest({ entries }: Tree): string {
  const lines = entries
    .filter(({ layer }) => layer === 'main')
    .map(({ mode, path, bytes, size }) => [mode, path, bytes === null ? `unread ${size}` : sha256Hex(bytes)])
  return digestOf(lines)
}

type Bound = Pick<Plan, 'baseTree' | 'headTree' | 'asOf' | 'changes'>

/** What names a plan: everything that it was made from, and what it says will be done. */
export function planDigest({ baseTree, headTree, asOf, changes }: Bound, policy: EnvironmentFile | null): string {
  return digestOf({ baseTree, headTree, asOf, policy, changes })
}

/** Whether the plan was made for exactly these files and settings, and says what it said then: else `sign` and `render` refuse it (exit 3). */
export function planFits(plan: Plan, head: Tree, policy: EnvironmentFile | null): boolean {
  return plan.headTree === treeDigest(head) && plan.digest === planDigest(plan, policy)
}

function digestOf(value: unknown): string {
  return `sha256:${sha256Hex(new TextEncoder().encode(canonicalJson(value)))}`
}
