import type { Environment } from '../../model/environment.ts'
import { currentIssuerName, type PendingRequest, pendingRequests } from '../pending.ts'
import type { Hold } from './hold.ts'
import { type Draft, draft, type Request } from './issue.ts'
import { lint } from './lint.ts'
import { reissueRequests } from './reissue.ts'
import type { Refusal, SigningCa, SignRun } from './run.ts'

/** What is known before anything is drafted. */
export interface Around {
  readonly hold: Hold
  /** Paths of intended records that stay so. */
  readonly unhealed: ReadonlySet<string>
}

export interface Drafted {
  /** That issues; undefined where it has no signer. */
  readonly ca: SigningCa | undefined
  /** Linted, and good to be signed. */
  readonly drafts: readonly Draft[]
  readonly refused: readonly Refusal[]
}

/** A certificate, unsigned and linted, for every CSR that waits and may have one. */
export function draftPending(run: SignRun, { hold, unhealed }: Around): Drafted {
  const { ca, pending } = workOf(run)
  if (ca === undefined) return { ca, drafts: [], refused: pending.map((request) => ({ ...placeOf(request), ...NO_SIGNER })) }
  const refused: Refusal[] = []
  const intended = intendedKeys(run.environment, unhealed)
  const drafts: Draft[] = []
  for (const request of pending) {
    if (intended.has(keyOf(request))) continue
    const held = hold(request.csr.path, request.dfsp.id)
    const made = held === null ? draft(run, request, ca) : null
    if (made !== null) drafts.push(made)
    else refused.push({ ...placeOf(request), ...(held ?? UNREADABLE) })
  }
  const problems = lint(run, drafts, ca)
  for (const next of drafts) {
    const problem = problems.get(next.name)
    if (problem !== undefined) refused.push({ ...placeOf(next), ...problem })
  }
  return { ca, drafts: drafts.filter(({ name }) => !problems.has(name)), refused }
}

/** What is to be issued, and by which CA; undefined where that has no signer. */
function workOf(run: SignRun): { readonly ca: SigningCa | undefined; readonly pending: readonly PendingRequest[] } {
  if (run.reissue !== undefined) return { ca: run.cas.get(run.reissue.ca), pending: reissueRequests(run, run.reissue) }
  return { ca: run.cas.get(currentIssuerName(run.environment, run.at) ?? ''), pending: pendingRequests(run.environment, run.at) }
}

const UNREADABLE = { code: 'csr/unreadable', message: 'The CSR, or the profile of its DFSP, cannot be read.' }

const NO_SIGNER = { code: 'cert/issuer', message: 'No CA that may issue client certificates has a signer in environment.yaml.' }

const placeOf = ({ dfsp, csr }: Request) => ({ dfsp: dfsp.id, path: csr.path })

const keyOf = ({ csr }: Request): string => (csr.parsed.ok ? csr.parsed.facts.publicKey.sha256 : '')

/** Keys of records that are intended and were refused: issuing again would make a second certificate of one intent. */
function intendedKeys({ issued }: Environment, unhealed: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(issued.records.flatMap(({ path, value }) => (value !== null && unhealed.has(path) ? [value.spki] : [])))
}
