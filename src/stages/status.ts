import type { Dfsp, Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import { fspIdOf } from '../model/fsp-id.ts'
import { clientCertificates } from '../model/holdings.ts'
import type { DfspStatus, StatusReport } from '../model/status.ts'
import { formatInstant } from '../model/time.ts'
import { expiriesOf } from './status/expiries.ts'
import { nextActions } from './status/next.ts'
import { stepsOf } from './status/steps.ts'

/** Every DFSP's way through the exchange at the instant: what is done, who must act next, what ends when. */
export function status(environment: Environment, findings: readonly Finding[], at: Date): StatusReport {
  const errors = new Map(findings.filter(({ severity }) => severity === 'error').map((finding) => [finding.path, finding]))
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? null,
    asOf: formatInstant(at),
    dfsps: environment.dfsps.map((dfsp) => dfspStatus({ environment, dfsp, errors, at })),
  }
}

function dfspStatus(context: {
  readonly environment: Environment
  readonly dfsp: Dfsp
  readonly errors: ReadonlyMap<string, Finding>
  readonly at: Date
}): DfspStatus {
  const { environment, dfsp, at } = context
  const steps = stepsOf(context)
  return {
    id: dfsp.id,
    fspId: fspIdOf(dfsp),
    status: dfsp.profile?.value?.status ?? null,
    steps,
    next: nextActions(dfsp, steps),
    expires: expiriesOf(dfsp, clientCertificates(environment, at).get(dfsp.id) ?? [], at),
  }
}
