import { clientCertificates, leavesInForce } from '../../model/holdings.ts'
import { parseInstant } from '../../model/time.ts'
import type { JoinInput } from '../join/join-input.ts'
import { pendingRequests } from '../pending.ts'

/** What a DFSP renews by itself. */
export const RENEWABLES = ['client', 'server', 'jws'] as const
export type Renewable = (typeof RENEWABLES)[number]

const DAY = 86_400_000

/** What ends within the days that policy sets, with no successor in force or on its way. */
export function dueRenewals(input: JoinInput): readonly Renewable[] {
  return RENEWABLES.filter((what) => DUE[what](input))
}

const DUE: Readonly<Record<Renewable, (input: JoinInput) => boolean>> = { client: isClientDue, server: isServerDue, jws: isJwsDue }

const limit = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY)

function isClientDue({ environment, dfsp, settings, at }: JoinInput): boolean {
  const [longest] = clientCertificates(environment, at).get(dfsp.id) ?? []
  const isWaiting = pendingRequests(environment, at).some((request) => request.dfsp.id === dfsp.id)
  return !isWaiting && (longest === undefined || longest.facts.notAfter <= limit(at, settings.policy.clientCertificate.renewBeforeDays))
}

function isServerDue({ dfsp, settings, at }: JoinInput): boolean {
  const [longest] = leavesInForce(dfsp.server, at)
  return longest === undefined || longest.facts.notAfter <= limit(at, settings.policy.serverCertificate.renewBeforeDays)
}

/** Keys have no policy of their own for this: they are as long ahead as client certificates. */
function isJwsDue({ dfsp, settings, at }: JoinInput): boolean {
  const until = limit(at, settings.policy.clientCertificate.renewBeforeDays)
  return dfsp.jws.every(({ name, parsed }) => {
    const end = parseInstant(dfsp.jwsSchedules.find((schedule) => schedule.name === name)?.value?.retireAfter ?? '')
    return !parsed.ok || (end !== null && end <= until)
  })
}
