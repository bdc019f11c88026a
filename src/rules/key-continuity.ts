import type { Dfsp } from '../model/environment.ts'
import { type KeyHistory, keyHistory } from '../model/key-history.ts'
import type { KeyPurpose } from '../model/proof.ts'
import { oncePerCheck } from './memo.ts'
import { revokedKeys } from './revoked-keys.ts'
import type { CheckContext } from './rule.ts'

const histories: (context: CheckContext) => Map<string, KeyHistory> = oncePerCheck(() => new Map())

const revoked = oncePerCheck((context) => new Set(revokedKeys(context).keys()))

/** What is known of that DFSP's keys, worked out once in a check: on base, where there is one. */
export function historyOfDfsp(id: string, context: CheckContext): KeyHistory {
  const known = histories(context)
  const history = known.get(id) ?? keyHistory(context.environment, id, { base: context.base ?? null, revoked: revoked(context) })
  known.set(id, history)
  return history
}

/** Proofs and confirmations are demanded (DESIGN §7); production is always strict. */
export const isStrict = ({ settings }: CheckContext): boolean => settings.tier === 'production' || settings.policy.assurance === 'strict'

/** New keys of this DFSP need someone known who signs for them: the policy is strict, or the DFSP has officers to do so. */
export const provesWithCare = ({ id }: Dfsp, context: CheckContext): boolean => isStrict(context) || historyOfDfsp(id, context).officers.size > 0

/**
 * The DFSP has no key of that purpose that another could follow, and is only being admitted: what it shows is confirmed over
 * another channel before it is active. Without a base, so is one of which nothing was ever recorded.
 */
export function firstContact(purpose: KeyPurpose, dfsp: Dfsp, context: CheckContext): boolean {
  const { known } = historyOfDfsp(dfsp.id, context)
  if ([...known].some((place) => place.startsWith(`${purpose} `))) return false
  const { base } = context
  const before = base == null ? dfsp : (base.dfsps.find(({ id }) => id === dfsp.id) ?? null)
  const status = before?.profile?.value?.status ?? null
  return status === 'admitted' || (base == null ? known.size === 0 : status === null)
}
