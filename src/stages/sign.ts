import { beginRun } from './sign/begin-run.ts'
import { refreshCrls } from './sign/crl.ts'
import { type Around, draftPending } from './sign/draft-pending.ts'
import { heal } from './sign/heal.ts'
import { holdOf } from './sign/hold.ts'
import { issue } from './sign/issue.ts'
import { recordKeys } from './sign/key-records.ts'
import { type Entry, signedCertificate, withEntries } from './sign/record.ts'
import type { Refusal, SignReport, SignRequest, SignRun } from './sign/run.ts'

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

async function issuePending(run: SignRun, around: Around): Promise<Issuing> {
  if (run.only !== undefined) return { issued: [], refused: [] }
  const { ca, drafts, refused } = draftPending(run, around)
  const issued: Entry[] = []
  if (ca !== undefined) for (const next of drafts) issued.push(await issue(run, next, ca))
  return { issued, refused }
}
