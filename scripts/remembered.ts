import { gitLineage } from '../src/adapters/lineage.ts'
import type { Checkpoint } from '../src/model/checkpoint.ts'
import type { Environment } from '../src/model/environment.ts'
import type { Checkpoints } from '../src/ports.ts'
import { checkpointOf, requireForward } from '../src/stages/memory.ts'
import type { RollbackOptions, Standing } from '../src/stages/rollback.ts'
import type { Io } from './command.ts'

export interface Remembered {
  /** As it was found; null at the first use. */
  readonly previous: Checkpoint | null
  /** Keeps where the environment stands after the run. */
  advance(environment: Environment): Promise<void>
}

export interface Remembering extends RollbackOptions {
  readonly dir: string
  readonly environment: Environment
  readonly at: Date
  readonly io: Io
}

/**
 * The environment held against the checkpoint, and the checkpoint set to it, before anything is signed or rendered. `refused`
 * where it is an older state, or another run came first.
 */
export async function remembered(checkpoints: Checkpoints, { dir, environment, at, io, ...options }: Remembering): Promise<Remembered> {
  const standing: Standing = { environment, lineage: await gitLineage(dir) }
  const previous = await requireForward(checkpoints, standing, options)
  if (previous === null) io.note(`first use of the checkpoint ${checkpoints.place}: this state is kept; from now on an older one is refused`)
  let current = await advanced(checkpoints, standing, { previous, at })
  return {
    previous,
    advance: async (after) => {
      current = await advanced(checkpoints, { ...standing, environment: after }, { previous: current, at })
    },
  }
}

/** Writes only what says something new. */
async function advanced(checkpoints: Checkpoints, standing: Standing, { previous, at }: { readonly previous: Checkpoint | null; readonly at: Date }) {
  const next = checkpointOf(standing, { previous, at })
  if (previous !== null && said(previous) === said(next)) return previous
  await checkpoints.write(next)
  return next
}

const said = ({ environment, commit, issuedCommit, crlNumbers, ledger }: Checkpoint): string =>
  JSON.stringify([environment, commit, issuedCommit, crlNumbers, ledger ?? null])
