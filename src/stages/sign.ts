import type { Environment } from '../model/environment.ts'
import { currentIssuerName, type PendingRequest, pendingRequests } from './pending.ts'
import { beginRun } from './sign/begin-run.ts'
import { refreshCrls } from './sign/crl.ts'
import { heal } from './sign/heal.ts'
import { type Hold, holdOf } from './sign/hold.ts'
import { type Draft, draft, issue, type Request } from './sign/issue.ts'
import { recordKeys } from './sign/key-records.ts'
import { lint } from './sign/lint.ts'
import { type Entry, signedCertificate, withEntries } from './sign/record.ts'
import { reissueRequests } from './sign/reissue.ts'
import type { Refusal, SigningCa, SignReport, SignRequest, SignRun } from './sign/run.ts'

export type { Reissue, SignReport } from './sign/run.ts'

/**
 * Completes what a killed run left, issues a certificate for every CSR that waits, and refreshes CRLs. Killed at any
 * moment and run again it signs the same bytes; run twice it issues once (DESIGN §3). A CSR that may not be signed is
 * named in `refused`, the others are issued.
 */
export async function sign(request: SignRequest): Promise<SignReport> {
  const run = beginRun(request)
  if (run.crlOnly === true) return { version: 1, issued: [], healed: [], crls: await refreshCrls(run, run.environment), refused: [] }
  const hold = holdOf(run)
  const healing = await heal(run)
  const afterHealing = withEntries(run.environment, healing.healed)
  const issuing = await issuePending({ ...run, environment: afterHealing }, { hold, unhealed: new Set(healing.refused.map(({ path }) => path)) })
  const environment = withEntries(afterHealing, issuing.issued)
  const crls = await refreshCrls(run, environment)
  await recordKeys(run, environment, hold)
  return {
    version: 1,
    issued: issuing.issued.map(({ record, name }) => signedCertificate(record, name)),
    healed: healing.healed.map(({ record, name }) => signedCertificate(record, name)),
    crls,
    refused: [...healing.refused, ...issuing.refused],
  }
}

interface Issuing {
  readonly issued: readonly Entry[]
  readonly refused: readonly Refusal[]
}

async function issuePending(run: SignRun, { hold, unhealed }: { readonly hold: Hold; readonly unhealed: ReadonlySet<string> }): Promise<Issuing> {
  const { ca, pending } = workOf(run)
  if (ca === undefined) return { issued: [], refused: pending.map((request) => ({ ...placeOf(request), ...NO_SIGNER })) }
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
  const issued: Entry[] = []
  for (const next of drafts) {
    const problem = problems.get(next.name)
    if (problem === undefined) issued.push(await issue(run, next, ca))
    else refused.push({ ...placeOf(next), ...problem })
  }
  return { issued, refused }
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
