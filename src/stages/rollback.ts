import type { Checkpoint } from '../model/checkpoint.ts'
import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { Lineage } from '../ports.ts'
import { knownCrlNumbers } from './crl-numbers.ts'
import { type Loss, ledgerOf, lossesSince } from './ledger.ts'

export interface Standing {
  readonly environment: Environment
  /** Null in a folder without Git. */
  readonly lineage: Lineage | null
}

export interface RollbackOptions {
  /** A list below the number that is known will be made anew above it: a signature whose push was lost. Only where Git guards the rest. */
  readonly mends?: boolean
}

/** Why the environment is an older or another state than the one that is remembered; null where it comes after it. */
export function rollbackOf(checkpoint: Checkpoint, standing: Standing, { mends = false }: RollbackOptions = {}): string | null {
  const id = standing.environment.settings?.value?.id ?? null
  if (id !== checkpoint.environment) return `the environment has the id "${id}"; remembered is "${checkpoint.environment}"`
  return descentProblem(checkpoint, standing.lineage) ?? lossProblem(checkpoint, standing) ?? numberProblem(checkpoint, standing, mends)
}

/** `refused` with the code `repo/rollback`; the hint leads to the ways out. */
export const rollbackRefusal = (problem: string, place: string): MuhuriError =>
  new MuhuriError('refused', `repo/rollback: ${problem} (${place})`, {
    hint: 'git fetch --unshallow where the clone is shallow; else muhuri audit . --recover --from <a clone, deploy folder or bundle that has what is lost>',
  })

function descentProblem({ commit, issuedCommit }: Checkpoint, lineage: Lineage | null): string | null {
  if (commit !== null && lineage === null) return `the folder is no Git repository; remembered is the commit ${commit}`
  return (
    headProblem(commit, lineage?.head ?? null, { branch: 'HEAD', lineage }) ?? headProblem(issuedCommit, lineage?.issued ?? null, { branch: 'issued', lineage })
  )
}

function headProblem(
  known: string | null,
  now: string | null,
  { branch, lineage }: { readonly branch: string; readonly lineage: Lineage | null },
): string | null {
  if (known === null || lineage === null) return null
  if (now === null) return `"${branch}" is not there; remembered is the commit ${known}`
  const descends = lineage.descends(known, now)
  if (descends === null) return `"${branch}" is ${now}, and this repository does not have the commit ${known} that it must descend from`
  return descends ? null : `"${branch}" is ${now}, which does not descend from the commit ${known}`
}

function lossProblem(checkpoint: Checkpoint, { environment, lineage }: Standing): string | null {
  const { commit, issuedCommit, ledger = {} } = checkpoint
  const recalled = commit === null || lineage === null ? null : lineage.recall(commit, issuedCommit)
  const known = new Map(Object.entries(ledger))
  const losses = [...lossesSince(known, environment.tree), ...(recalled === null ? [] : lossesSince(ledgerOf(recalled), environment.tree))]
  return lossText(losses)
}

function lossText([first, ...more]: readonly Loss[]): string | null {
  if (first === undefined) return null
  const rest = more.length === 0 ? '' : ` and ${more.length} more`
  return `"${first.path}"${rest} ${first.how === 'gone' ? 'is gone' : 'was changed'}; what is under issued/ and revoked/ stays for ever`
}

function numberProblem({ crlNumbers, commit }: Checkpoint, { environment }: Standing, mends: boolean): string | null {
  if (mends && commit !== null) return null
  const held = knownCrlNumbers(environment)
  for (const [ca, number] of Object.entries(crlNumbers)) {
    const now = held.get(ca)
    if (now === undefined) return `the CRL of "${ca}" is not there; remembered is number ${number}`
    if (now < BigInt(number)) return `the CRL of "${ca}" has the number ${now}; remembered is ${number}`
  }
  return null
}
