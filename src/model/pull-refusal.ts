import { MuhuriError } from './errors.ts'

/** Why `pull` installs nothing, by the word that begins its message: what is wrong, and what to do about it. Exit code 3. */
export const PULL_REASONS = {
  source: { wrong: 'the source cannot be read', hint: 'name a Git remote, a Git directory, a folder or a .tar.gz with --from' },
  'no-manifest': { wrong: 'the source holds no manifest.json for this recipient', hint: 'ask the Hub to run muhuri render or muhuri bundle for it' },
  path: { wrong: 'a path is not plain: relative, of letters, digits, dots, hyphens and underscores', hint: 'install nothing from this source' },
  symlink: { wrong: 'an entry is a symbolic or hard link', hint: 'install nothing from this source' },
  'not-a-file': { wrong: 'an entry is neither a file nor a folder', hint: 'install nothing from this source' },
  'case-collision': { wrong: 'two paths differ only in case, or one is a file and the folder of another', hint: 'install nothing from this source' },
  'too-large': { wrong: 'a file, or all of them together, are too large', hint: 'install nothing from this source' },
  'too-many': { wrong: 'there are too many files', hint: 'install nothing from this source' },
  'manifest-unreadable': { wrong: 'manifest.json is not a manifest', hint: 'ask the Hub to render it again' },
  partial: {
    wrong: 'the bundle is a part: rendered with --target, or without the registry of keys that it is judged by',
    hint: 'ask the Hub to render it whole, without --target',
  },
  unsigned: { wrong: 'there is no manifest.sig', hint: 'ask the Hub to render with its deploy key at hand (--keys)' },
  'untrusted-key': {
    wrong: 'the bundle was made under no deploy key of the trusted fingerprint',
    hint: 'read the fingerprint with the Hub over another channel',
  },
  signature: { wrong: 'the trusted deploy key has not signed this manifest', hint: 'install nothing from this source' },
  environment: { wrong: 'the bundle is of another environment', hint: 'name the source of the environment that is installed here' },
  recipient: { wrong: 'the bundle is for someone else', hint: 'name your own with --for' },
  expired: { wrong: 'the manifest is over: nothing newer has come in time', hint: 'ask the Hub why nothing newer is rendered; what runs keeps running' },
  sequence: { wrong: 'something newer is or was installed here', hint: 'look for the newer bundle; to go back by hand, turn the link to the version before' },
  'same-sequence': { wrong: 'another bundle of this very sequence is installed', hint: 'ask the Hub who renders besides it' },
  chain: { wrong: 'the manifest does not follow the one that is installed', hint: 'ask the Hub who renders besides it' },
  'missing-file': { wrong: 'a file that the manifest names is missing', hint: 'fetch it again' },
  'extra-file': { wrong: 'there is a file that the manifest does not name', hint: 'fetch it again' },
  'changed-file': { wrong: 'a file is not the one that the manifest names', hint: 'fetch it again' },
  'peer-key': {
    wrong: 'a key of another participant does not lead back to what is known of it',
    hint: 'read the fingerprint with that DFSP, not with the Hub; then --accept-key <sha256>',
  },
  registry: { wrong: 'the registry in the bundle does not fit what it delivers', hint: 'install nothing from this source; ask the Hub what it renders' },
  'hub-root': {
    wrong: 'this is not the Hub whose root you were told',
    hint: 'read the fingerprint with the Hub over another channel; then --accept-key <sha256> for the CA of somebody else that its server has',
  },
  'own-file': { wrong: 'a file of yours stands where the bundle has one', hint: 'move it away' },
  'not-installed': { wrong: 'something that is no installation of ours stands at --into', hint: 'name another folder, or move it away' },
  busy: { wrong: 'another pull is at work in this folder', hint: 'wait for it' },
} as const satisfies Readonly<Record<string, { readonly wrong: string; readonly hint: string }>>

export type PullReason = keyof typeof PULL_REASONS

/** What ends a pull with nothing installed. */
export class PullRefusal extends MuhuriError {
  readonly reason: PullReason

  constructor(reason: PullReason, detail: string, cause?: unknown) {
    const { wrong, hint } = PULL_REASONS[reason]
    super('refused', `refused (${reason}): ${wrong}: ${detail}`, { hint, ...(cause === undefined ? {} : { cause }) })
    this.name = 'PullRefusal'
    this.reason = reason
  }
}

/** The error that ends a pull with nothing installed; `detail` names the place and what was expected there. */
export const pullRefusal = (reason: PullReason, detail: string, cause?: unknown): PullRefusal => new PullRefusal(reason, detail, cause)
