import { deployedManifests } from '../src/adapters/checkpoints/deploy.ts'
import { gitPlace } from '../src/adapters/git.ts'
import { gitLineage } from '../src/adapters/lineage.ts'
import type { Checkpoint } from '../src/model/checkpoint.ts'
import type { Environment } from '../src/model/environment.ts'
import type { Manifest } from '../src/model/rendered.ts'
import type { Outbox } from '../src/stages/deliver.ts'
import { readManifest } from '../src/stages/manifest.ts'
import { rollbackOf, rollbackRefusal } from '../src/stages/rollback.ts'

export interface Deliveries {
  readonly dir: string
  readonly environment: Environment
  readonly outbox: Outbox
  /** Folder of each delivery, below the outbox and in branch `deploy`. */
  readonly folders: readonly string[]
}

/** The last deliveries, in the folder and in branch `deploy`, are of commits that this state descends from; else `refused`. */
export async function requireForwardOfDeliveries({ dir, environment, outbox, folders }: Deliveries): Promise<void> {
  const lineage = await gitLineage(dir)
  const id = environment.settings?.value?.id
  // A folder with another environment's files is refused by whoever writes there, by that name.
  const standing = (await inFolder(outbox, folders)).filter(({ environment: other }) => other === id)
  const place = await gitPlace(dir)
  const deployed = place?.isTop === true ? deployedManifests(place.gitDir, folders).flatMap((text) => readManifest(text)?.value ?? []) : []
  const seen = new Set<string>()
  for (const manifest of [...standing, ...deployed]) {
    const key = `${manifest.environment} ${manifest.source.commit}`
    if (seen.has(key)) continue
    seen.add(key)
    const problem = rollbackOf(asCheckpoint(manifest), { environment, lineage })
    if (problem !== null) throw rollbackRefusal(problem, `the manifest for "${manifest.for}", sequence ${manifest.sequence}`)
  }
}

async function inFolder(outbox: Outbox, folders: readonly string[]): Promise<readonly Manifest[]> {
  const texts = await Promise.all(folders.map((folder) => outbox.read(`${folder}/manifest.json`)))
  return texts.flatMap((text) => (text === null ? [] : (readManifest(text)?.value ?? [])))
}

const asCheckpoint = ({ environment, sequence, source, asOf }: Manifest): Checkpoint => ({
  version: 1,
  environment,
  sequence,
  commit: source.commit,
  issuedCommit: null,
  crlNumbers: {},
  at: asOf,
})
