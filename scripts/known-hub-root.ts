import type { KeyFolder } from '../src/adapters/keys.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { hubRootProblem } from '../src/stages/join/hub-root.ts'

const FILE = 'hub-root.sha256'

/** What the folder of keys remembers of the Hub's root; `usage` where it remembers nothing. */
export async function knownHubRoot(keys: KeyFolder): Promise<string> {
  const kept = (await keys.read(FILE))?.trim() ?? null
  if (kept !== null && /^[0-9a-f]{64}$/.test(kept)) return kept
  throw new MuhuriError('usage', `"${keys.path}" holds no ${FILE} with the SHA-256 of the Hub's root`, {
    hint: 'muhuri join <id> --dir . --hub-root-sha256 <sha256> --keys <folder> keeps it there',
  })
}

/** The fingerprint that was given holds, and so does the one that was given before; a new one is kept beside the keys. `refused` where the Hub's CAs do not lead to it. */
export async function confirmHubRoot(environment: Environment, keys: KeyFolder, given: string | undefined): Promise<void> {
  const kept = (await keys.read(FILE))?.trim() ?? null
  const said = given === undefined ? null : given.replace(/[:\s]/g, '').toLowerCase()
  if (said !== null && !/^[0-9a-f]{64}$/.test(said)) throw new MuhuriError('usage', `"${given}" given with --hub-root-sha256 is not a SHA-256 in hex`)
  for (const sha256 of new Set([kept, said])) {
    const problem = sha256 === null ? null : hubRootProblem(environment, sha256)
    if (problem !== null)
      throw new MuhuriError('refused', `this is not the Hub you were told of: ${problem}`, {
        hint: 'ask the Hub for the fingerprint of its root over another channel',
      })
  }
  if (said !== null && kept === null) await keys.write(FILE, `${said}\n`)
}
