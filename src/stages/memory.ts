import type { Checkpoint } from '../model/checkpoint.ts'
import type { Environment } from '../model/environment.ts'
import { formatInstant } from '../model/time.ts'
import type { Checkpoints, Lineage } from '../ports.ts'
import { greatestNumbers, knownCrlNumbers } from './crl-numbers.ts'
import { ledgerOf } from './ledger.ts'
import { type RollbackOptions, rollbackOf, rollbackRefusal, type Standing } from './rollback.ts'

/** The checkpoint that the environment was held against; null at the first use. `refused` (`repo/rollback`) where it does not come after it. */
export async function requireForward(checkpoints: Checkpoints, standing: Standing, options: RollbackOptions = {}): Promise<Checkpoint | null> {
  const checkpoint = await checkpoints.read()
  const problem = checkpoint === null ? null : rollbackOf(checkpoint, standing, options)
  if (problem !== null) throw rollbackRefusal(problem, checkpoints.place)
  return checkpoint
}

export interface Remembering {
  readonly previous: Checkpoint | null
  readonly at: Date
  readonly recovered?: Checkpoint['recovered']
  /** Numbers that were seen elsewhere. */
  readonly numbers?: ReadonlyMap<string, bigint>
}

/** The checkpoint of where the environment stands now: one sequence higher, its CRL numbers never lower. */
export function checkpointOf({ environment, lineage }: Standing, { previous, at, recovered, numbers = new Map() }: Remembering): Checkpoint {
  const known = greatestNumbers(numbersOf(previous), knownCrlNumbers(environment), numbers)
  const unremembered = ledgerTexts(environment, lineage)
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? '',
    sequence: (previous?.sequence ?? 0) + 1,
    commit: lineage?.head ?? null,
    issuedCommit: lineage?.issued ?? null,
    crlNumbers: Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ca, number]) => [ca, String(number)])),
    ...(Object.keys(unremembered).length === 0 ? {} : { ledger: unremembered }),
    at: formatInstant(at),
    ...(recovered === undefined ? {} : { recovered }),
  }
}

/** What the commits do not hold: everything in a folder without Git, else what was just signed and waits to be committed. */
function ledgerTexts({ tree }: Environment, lineage: Lineage | null): Readonly<Record<string, string>> {
  const committed = lineage === null || lineage.head === null ? null : lineage.recall(lineage.head, lineage.issued)
  const known = committed === null ? new Map() : ledgerOf(committed)
  const entries = [...ledgerOf(tree)].filter(([path, digest]) => known.get(path) !== digest)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Below which no list of a CA may be numbered any more. */
export function numbersOf(checkpoint: Checkpoint | null): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(checkpoint?.crlNumbers ?? {}).map(([ca, number]) => [ca, BigInt(number)]))
}
