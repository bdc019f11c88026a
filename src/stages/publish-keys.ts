import type { Environment } from '../model/environment.ts'
import type { PublishedKeys } from '../model/published-keys.ts'
import { keysSeen } from '../rules/keys-seen.ts'
import { barredKeys } from '../rules/revoked-keys.ts'

/** The index of an environment's keys for `--also` of its siblings. */
export function publishKeys(environment: Environment): PublishedKeys {
  const { id = '', name = '' } = environment.settings?.value ?? {}
  return {
    version: 1,
    environment: id,
    name,
    keys: sorted(keysSeen(environment).map(([spki]) => spki)),
    revoked: sorted(barredKeys(environment).map(([spki]) => spki)),
  }
}

const sorted = (hashes: readonly string[]): readonly string[] => [...new Set(hashes)].sort()
