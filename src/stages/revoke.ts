import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { RevokedFile } from '../model/generated/files.ts'
import { formatInstant } from '../model/time.ts'
import { type ChangeSet, NO_CHANGES } from './change-set.ts'
import { keysOf } from './environment-keys.ts'
import { yamlText } from './yaml-text.ts'

export const REASONS: readonly RevokedFile['reason'][] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]

export interface Revocation {
  readonly reason: RevokedFile['reason']
  readonly at: Date
  /** The DFSP that asked for it, or the Hub. */
  readonly by: string
}

/** Text of a file under `revoked/`. */
export const revokedText = ({ reason, at, by }: Revocation): string => yamlText({ reason, at: formatInstant(at), by })

const KEY = /^spki-[0-9a-f]{64}$/
const SERIAL = /^[0-9A-F]{2,40}$/

/**
 * `revoked/<SERIAL>.yaml` or `revoked/spki-<sha256>.yaml`. What the environment has never seen is an error, so that a
 * slip of the pen does not look like a revocation; what is revoked already changes nothing.
 */
export function revocation(environment: Environment, target: string, details: Revocation): ChangeSet {
  const name = target.startsWith('spki-') ? target.toLowerCase() : target.replace(/[:\s]/g, '').toUpperCase()
  if (!KEY.test(name) && !SERIAL.test(name)) throw new MuhuriError('usage', `"${target}" is neither a serial number in hex nor spki- with the SHA-256 of a key`)
  if (environment.revoked.some((document) => document.name === name)) return { ...NO_CHANGES, notes: [`${name} is already revoked: revoked/${name}.yaml`] }
  if (KEY.test(name) ? !knowsKey(environment, name.slice('spki-'.length)) : !knowsSerial(environment, name)) throw unknown(name)
  return { ...NO_CHANGES, files: [{ path: `revoked/${name}.yaml`, text: revokedText(details) }] }
}

const unknown = (name: string): MuhuriError =>
  KEY.test(name)
    ? new MuhuriError('usage', `no key in this environment has the SHA-256 "${name.slice('spki-'.length)}"`, {
        hint: 'to bar a key that was never here, add its SHA-256 to blocked-keys.txt',
      })
    : new MuhuriError('usage', `no certificate in this environment has the serial number "${name}"`, {
        hint: 'serial numbers stand in the file names under issued/certificates/',
      })

function knowsSerial({ issued, hub }: Environment, serial: string): boolean {
  const records = issued.records.some(({ value, name }) => value?.serial === serial || name.endsWith(`.${serial}`))
  const single = [...issued.certificates, ...hub.ca].some(({ parsed, name }) => (parsed.ok ? parsed.facts.serial === serial : name.endsWith(`.${serial}`)))
  return records || single || hub.server.some(({ parsed }) => parsed.ok && parsed.facts[0].serial === serial)
}

const knowsKey = (environment: Environment, sha256: string): boolean =>
  environment.issued.keys.some(({ name }) => name === sha256) || keysOf(environment).some(({ key }) => key.sha256 === sha256)
