import type { Artefact, Document, Environment } from '../model/environment.ts'
import type { JwsScheduleFile } from '../model/generated/files.ts'
import { formatInstant, parseInstant } from '../model/time.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { exportPkcs1, exportPublicKey, generateKey } from '../pki/keys.ts'
import type { ChangeSet, NewFile } from './change-set.ts'
import { fileText } from './file-text.ts'
import { freeName } from './free-name.ts'
import { publicKeyText } from './public-key-text.ts'
import { editYaml, yamlText } from './yaml-text.ts'

const HOUR = 3_600_000

export interface JwsRotation {
  readonly environment: Environment
  /** `hub/jws` or `dfsps/<id>/jws`. */
  readonly folder: string
  readonly keys: readonly Artefact<PublicKeyFacts>[]
  readonly schedules: readonly Document<JwsScheduleFile>[]
  /** What key files begin with: `hub-jws-`. */
  readonly prefix: string
  readonly takenKeys: ReadonlySet<string>
  /** Its public key, made elsewhere, or null. */
  readonly given: Uint8Array | null
  readonly noticeHours: number
  readonly at: Date
}

/**
 * A new JWS key beside the old ones: published now, used after the notice that everyone needs to install it; old ones
 * without an end retire when the same time has passed again, so that no message under way is refused.
 */
export function rotateJws(rotation: JwsRotation): ChangeSet {
  const { folder, keys, prefix, takenKeys, given, noticeHours, at } = rotation
  const name = freeName(at, { there: keys.map((key) => key.name), keys: takenKeys, prefix })
  const key = given === null ? generateKey('rsa2048') : null
  const activeFrom = keys.length === 0 ? null : afterNotice(at, noticeHours)
  const text = key === null ? publicKeyText(given ?? new Uint8Array()).text : exportPublicKey(key)
  const schedule = activeFrom === null ? [] : [{ path: `${folder}/${name}.yaml`, text: yamlText({ activeFrom: formatInstant(activeFrom) }) }]
  const retired = activeFrom === null ? [] : retirements(rotation, afterNotice(activeFrom, noticeHours))
  return {
    files: [{ path: `${folder}/${name}.pem`, text }, ...schedule, ...retired],
    keys: key === null ? [] : [{ name: `${prefix}${name}.key`, text: exportPkcs1(key) }],
    notes: activeFrom === null ? [] : [`sign with ${folder}/${name}.pem from ${formatInstant(activeFrom)} on, not before: until then others install it`],
  }
}

/** The next whole hour once the notice is over. */
const afterNotice = (from: Date, hours: number): Date => new Date(Math.ceil(from.getTime() / HOUR) * HOUR + hours * HOUR)

/** An end for every key that has none and is in use. */
function retirements({ environment, keys, schedules, folder, at }: JwsRotation, end: Date): readonly NewFile[] {
  return keys.flatMap(({ name }): readonly NewFile[] => {
    const schedule = schedules.find((document) => document.name === name)
    const path = `${folder}/${name}.yaml`
    const retireAfter = formatInstant(end)
    if (schedule === undefined) return [{ path, text: yamlText({ retireAfter }) }]
    if (schedule.value === null || schedule.value.retireAfter !== undefined) return []
    const active = parseInstant(schedule.value.activeFrom ?? '')
    return active !== null && active > at ? [] : [{ path, text: editYaml(fileText(environment, path), [[['retireAfter'], retireAfter]]) }]
  })
}
