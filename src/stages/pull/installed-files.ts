import type { KnownPeer } from '../../model/bundle.ts'
import type { InstalledFile } from '../../model/generated/files.ts'
import type { NewFile } from '../change-set.ts'
import { yamlText } from '../yaml-text.ts'
import { stepsOfDfsp, stepsOfHub, trustIn } from './done-steps.ts'

export interface InstalledFacts {
  /** `hub`, or the id of a DFSP. */
  readonly for: string
  /** SHA-256 of the manifest. */
  readonly bundle: string
  readonly sequence: number
  /** ISO seconds, UTC. */
  readonly at: string
  /** What stands in the folder now, the operator's own files included. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly peers: readonly KnownPeer[]
}

/** What is to be committed so that the other side sees what is installed (CONTRACT §1): one file of a DFSP, one for each DFSP of the Hub. */
export function installedFiles(facts: InstalledFacts): readonly NewFile[] {
  const { bundle, sequence, at, files } = facts
  const trust = trustIn(files)
  if (facts.for !== 'hub') return [fileOf(`dfsps/${facts.for}/installed.yaml`, { bundle, sequence, at, steps: [...stepsOfDfsp(files)], trust: [...trust] })]
  const dfsps = facts.peers.filter(({ id }) => id !== 'hub')
  return dfsps.map((peer) => fileOf(`hub/installed/${peer.id}.yaml`, { bundle, sequence, at, steps: [...stepsOfHub(files, peer)], trust: [...trust] }))
}

const fileOf = (path: string, value: InstalledFile): NewFile => ({ path, text: yamlText(value) })
