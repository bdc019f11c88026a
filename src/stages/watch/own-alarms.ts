import type { Environment } from '../../model/environment.ts'
import type { WatchAlarm } from '../../model/watch.ts'
import { sha256Hex } from '../../pki/digest.ts'

/** What a DFSP has seen of its own: kept outside the repository. */
export interface OwnState {
  readonly version: 1
  readonly dfsp: string
  readonly environment: string | null
  readonly commit: string | null
  /** SHA-256 of each file of its folder and of its confirmation, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** What stands there of one DFSP now. */
export function ownStateOf({ tree, settings }: Environment, dfsp: string, commit: string | null): OwnState {
  const own = tree.entries.filter(({ path }) => path.startsWith(`dfsps/${dfsp}/`) || path === `confirmations/${dfsp}.yaml`)
  const files = Object.fromEntries(own.map(({ path, mode, bytes }) => [path, bytes === null ? mode : sha256Hex(bytes)]))
  return { version: 1, dfsp, environment: settings?.value?.id ?? null, commit, files }
}

/** The state in the text, which this program wrote; null where there is none yet. */
export function readOwnState(text: string): OwnState | null {
  return text === '' ? null : (JSON.parse(text) as OwnState)
}

/** Every file of its own that differs from what was seen last, another environment, and a history that has lost what was seen. */
export function ownAlarms(before: OwnState, now: OwnState, descends: (commit: string, of: string) => boolean | null): readonly WatchAlarm[] {
  const accept = `muhuri watch . --as ${now.dfsp} --accept`
  const paths = [...new Set([...Object.keys(before.files), ...Object.keys(now.files)])].sort()
  const changed = paths.filter((path) => before.files[path] !== now.files[path])
  const isForward = before.commit === null || (now.commit !== null && descends(before.commit, now.commit) === true)
  const said = (path: string): string => (before.files[path] === undefined ? 'is new' : now.files[path] === undefined ? 'is gone' : 'has changed')
  return [
    ...(before.environment === now.environment
      ? []
      : [{ code: 'environment/id-changed', path: null, message: `the environment is "${now.environment}"; it was "${before.environment}"`, command: null }]),
    ...(isForward
      ? []
      : [
          {
            code: 'repo/rollback',
            path: null,
            message: `${now.commit ?? 'no commit'} does not descend from ${before.commit}, which was seen here`,
            command: accept,
          },
        ]),
    ...changed.map((path) => ({ code: 'watch/own-change', path, message: `"${path}" ${said(path)} since it was seen last`, command: accept })),
  ]
}
