import type { Artefact, Document, Environment } from '../model/environment.ts'
import type { JwsScheduleFile } from '../model/generated/files.ts'
import { parseInstant } from '../model/time.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'

/** A JWS key of a party, and when it serves. */
export interface SigningKey {
  readonly path: string
  readonly name: string
  readonly spki: string
  readonly schedule: Document<JwsScheduleFile> | null
  /** Null: always. */
  readonly activeFrom: Date | null
  readonly retireAfter: Date | null
}

/** The JWS keys that can be read, by DFSP; null is the Hub. */
export function signingKeys({ hub, dfsps }: Environment): ReadonlyMap<string | null, readonly SigningKey[]> {
  const ofDfsps = dfsps.map(({ id, jws, jwsSchedules }) => [id, keysOf(jws, jwsSchedules)] as const)
  return new Map<string | null, readonly SigningKey[]>([[null, keysOf(hub.jws, hub.jwsSchedules)], ...ofDfsps])
}

function keysOf(keys: readonly Artefact<PublicKeyFacts>[], schedules: readonly Document<JwsScheduleFile>[]): readonly SigningKey[] {
  return keys.flatMap(({ path, name, parsed }) => {
    if (!parsed.ok) return []
    const schedule = schedules.find((document) => document.name === name) ?? null
    const { activeFrom = '', retireAfter = '' } = schedule?.value ?? {}
    return [{ path, name, spki: parsed.facts.sha256, schedule, activeFrom: parseInstant(activeFrom), retireAfter: parseInstant(retireAfter) }]
  })
}

/** The instant lies between the two of the key, both included. */
export const servesAt = ({ activeFrom, retireAfter }: SigningKey, at: Date): boolean =>
  (activeFrom === null || activeFrom <= at) && (retireAfter === null || at <= retireAfter)
