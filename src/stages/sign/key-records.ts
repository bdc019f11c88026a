import type { Environment, KeyRecord } from '../../model/environment.ts'
import { keysOf } from '../environment-keys.ts'
import type { Hold } from './hold.ts'
import { recordText } from './record.ts'
import type { SignRun } from './run.ts'

/** Writes `issued/keys/<spki>.json` for each key in the environment that has none yet; those of quarantined files wait. */
export async function recordKeys(run: SignRun, environment: Environment, hold: Hold): Promise<void> {
  const known = new Set(environment.issued.keys.map(({ name }) => name))
  for (const { purpose, dfsp, path, key } of keysOf(environment)) {
    if (known.has(key.sha256) || hold(path, dfsp) !== null) continue
    known.add(key.sha256)
    const record: KeyRecord = { version: 1, spki: key.sha256, publicKey: Buffer.from(key.spki).toString('base64'), purpose, dfsp, commit: run.sourceCommit }
    await run.files.write(`issued/keys/${key.sha256}.json`, recordText(record))
  }
}
