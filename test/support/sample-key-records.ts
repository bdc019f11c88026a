import type { Environment } from '../../src/model/environment.ts'
import { keysOf } from '../../src/stages/environment-keys.ts'

/** `issued/keys/<spki>.json` for every key of an environment, as `sign` writes them. */
export function sampleKeyRecords(environment: Environment): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (const { purpose, dfsp, key } of keysOf(environment)) {
    const path = `issued/keys/${key.sha256}.json`
    if (!records.has(path))
      records.set(
        path,
        `${JSON.stringify({ version: 1, spki: key.sha256, publicKey: Buffer.from(key.spki).toString('base64'), purpose, dfsp, commit: null }, null, 2)}\n`,
      )
  }
  return records
}
