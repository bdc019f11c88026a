import type { Environment } from '../model/environment.ts'
import type { Change, ChangeClass, ChangeKind } from '../model/plan.ts'
import type { PathChange } from '../model/tree-changes.ts'
import { addressChanges } from './changes/addresses.ts'
import { callbackChanges } from './changes/callbacks.ts'
import { certificateChanges } from './changes/certificates.ts'
import { keyChanges } from './changes/keys.ts'
import { otherChanges } from './changes/others.ts'
import { revocationChanges } from './changes/revocations.ts'
import { roleChanges } from './changes/roles.ts'
import { settingChanges } from './changes/settings.ts'
import { statusChanges } from './changes/statuses.ts'
import { type Revisions, revisions, type Told } from './changes/told.ts'
import { trustAnchorChanges } from './changes/trust-anchors.ts'

const TELLERS: readonly ((revisions: Revisions) => readonly Told[])[] = [
  statusChanges,
  roleChanges,
  addressChanges,
  callbackChanges,
  keyChanges,
  certificateChanges,
  trustAnchorChanges,
  revocationChanges,
  settingChanges,
]

/** Every effect of the change from base to head as a sentence and as data; each changed path is in at least one. */
export function changesOf(base: Environment, head: Environment, paths: readonly (PathChange & { readonly class: ChangeClass })[]): readonly Change[] {
  if (paths.length === 0) return []
  const pair = revisions(base, head)
  const told = TELLERS.flatMap((tell) => tell(pair))
  const classes = new Map(paths.map((path) => [path.path, path.class]))
  const all = [...told, ...otherChanges(paths, new Set(told.map(({ path }) => path)))]
  return sortChanges(all.map((change) => ({ ...change, class: change.class ?? classes.get(change.path) ?? 'hub-admin' })))
}

/** In the order in which a reviewer wants them. */
const KINDS: readonly ChangeKind[] = [
  'status',
  'role',
  'revoke',
  'trust-anchor',
  'issue',
  'address-open',
  'address-close',
  'callback',
  'key-add',
  'key-retire',
  'expiry',
  'policy',
]

/** Of the environment first, then DFSP by DFSP; by kind, path, and sentence. */
export function sortChanges(changes: readonly Change[]): readonly Change[] {
  const key = ({ dfsp, path, kind, sentence }: Change): string => [dfsp ?? '', String.fromCharCode(65 + KINDS.indexOf(kind)), path, sentence].join('\u0000')
  return [...changes].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
