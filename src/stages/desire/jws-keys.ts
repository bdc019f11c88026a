import { jwkOfSpki } from '../../jws/jwk.ts'
import type { JwsKey } from '../../model/desired.ts'
import type { Artefact, Document } from '../../model/environment.ts'
import type { JwsScheduleFile } from '../../model/generated/files.ts'
import { formatInstant, parseInstant } from '../../model/time.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { writePem } from '../../pki/pem.ts'
import { type Context, usable } from './context.ts'

/**
 * The JWS keys that are published: of an algorithm that policy takes, not revoked, not retired, and of those that have
 * a schedule only those whose schedule can be read. One whose time is still to come is published ahead, with
 * `activeFrom`.
 */
export function desiredJws(context: Context, keys: readonly Artefact<PublicKeyFacts>[], schedules: readonly Document<JwsScheduleFile>[]): readonly JwsKey[] {
  return usable(context, keys).flatMap(({ artefact: { name, path }, facts }) => {
    const key = jwkOfSpki(facts.spki)
    const times = timesOf(
      context,
      schedules.find((schedule) => schedule.name === name),
    )
    if (key === null || times === null || context.revocations.keys.has(facts.sha256)) return []
    if (!context.settings.policy.jws.algorithms.includes(key.alg)) return []
    return [{ name, ...key, pem: writePem('PUBLIC KEY', facts.spki), sha256: facts.sha256, ...times, path }]
  })
}

function timesOf(context: Context, schedule: Document<JwsScheduleFile> | undefined): Pick<JwsKey, 'activeFrom' | 'retireAfter'> | null {
  if (schedule === undefined) return { activeFrom: null, retireAfter: null }
  if (schedule.value === null || context.left.has(schedule.path)) return null
  const retire = instant(schedule.value.retireAfter)
  if (retire !== null && retire < context.at) return null
  const active = instant(schedule.value.activeFrom)
  return { activeFrom: active === null ? null : formatInstant(active), retireAfter: retire === null ? null : formatInstant(retire) }
}

function instant(text: string | undefined): Date | null {
  return text === undefined ? null : parseInstant(text)
}
