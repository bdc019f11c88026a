import { readKeySet } from '../jws/jwk.ts'
import type { KeySetProblem } from '../jws/key-set-problem.ts'
import type { Finding } from '../model/finding.ts'
import type { EnvironmentFile } from '../model/generated/files.ts'
import { sha256Hex } from '../pki/digest.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { findPrivateKeys } from '../pki/private-key.ts'
import { registry } from '../rules/index.ts'
import type { Place } from './load/read-document.ts'

/** What a key set in JSON holds: its keys for the rules about keys, or what is wrong with it. */
export interface ReadKeySet {
  readonly keys: readonly PublicKeyFacts[]
  readonly findings: readonly Finding[]
}

/** The file begins like a JSON object. */
export const isJsonObject = (bytes: Uint8Array): boolean => /^\s*\{/.test(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'))

/** A file with a JWK set, or one JWK, under the policy for FSPIOP signatures. */
export function inspectKeySet(place: Place, { policy: { jws, keys } }: EnvironmentFile): ReadKeySet {
  const set = readKeySet(textOf(place.bytes), { ...keys, blocked: new Set(), algorithms: jws.algorithms, rsaBits: jws.rsaBits })
  if (set.ok && findPrivateKeys(place.bytes).length > 0)
    return { keys: [], findings: [findingOf({ code: 'private-key', message: 'The file holds a private key.' }, place)] }
  return set.ok ? { keys: set.keys.map(({ facts }) => facts), findings: [] } : { keys: [], findings: set.problems.map((problem) => findingOf(problem, place)) }
}

/** Bytes that are not UTF-8 are not JSON either (RFC 8259 §8.1). */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replaceAll('\ufffd', '\0')

function findingOf({ code, message }: KeySetProblem, { path, bytes }: Place): Finding {
  const rule = registry.jws.find((known) => known.code === `jws/${code}`)
  const cites = rule?.cites ?? []
  return { code: `jws/${code}`, severity: 'error', dfsp: null, path, line: null, column: null, message, hint: null, cites, new: true, sha256: sha256Hex(bytes) }
}
