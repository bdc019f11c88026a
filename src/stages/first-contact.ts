import { confirmationProblem } from '../model/confirmation.ts'
import type { Dfsp, Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import { provableKeys } from '../model/proof.ts'
import { formatInstant } from '../model/time.ts'
import { misreadPlaces, placeOf, unconfirmedKeys } from '../model/unconfirmed-keys.ts'

/** A fingerprint that people read to each other, and what it is of. */
export interface Fingerprint {
  /** `ca/root`. */
  readonly place: string
  /** SHA-256, lower-case hex. */
  readonly sha256: string
}

/** What is confirmed of a DFSP before it is active: anchors, officers and JWS keys, each by the SHA-256 of its SubjectPublicKeyInfo. */
export function fingerprintsOf(dfsp: Dfsp): readonly Fingerprint[] {
  const keys = provableKeys(dfsp).filter(({ purpose }) => purpose === 'ca' || purpose === 'jws')
  const officers = dfsp.officers.flatMap(({ path, parsed }) => (parsed.ok ? [{ place: placeOf({ path }), sha256: parsed.facts.sha256 }] : []))
  return [...keys.map((key) => ({ place: placeOf(key), sha256: key.key.sha256 })), ...officers]
}

/** What a DFSP is told of the Hub: its roots, by the SHA-256 of the certificate. */
export function hubFingerprints({ hub }: Environment): readonly Fingerprint[] {
  return hub.ca.flatMap(({ path, parsed }) =>
    parsed.ok && parsed.facts.selfIssued ? [{ place: path.replace(/[.]pem$/, ''), sha256: parsed.facts.sha256 }] : [],
  )
}

/** By place. */
export const fingerprintTable = (list: readonly Fingerprint[]): Readonly<Record<string, string>> =>
  Object.fromEntries(list.map(({ place, sha256 }) => [place, sha256]))

const GROUPS_A_LINE = 4

/** A fingerprint as it is read aloud: numbered lines of four groups of four digits, so that both know where they are. */
export function spokenLines(sha256: string): readonly string[] {
  const groups = sha256.match(/.{4}/g) ?? []
  const lines = Array.from({ length: Math.ceil(groups.length / GROUPS_A_LINE) }, (_, line) => groups.slice(line * GROUPS_A_LINE, (line + 1) * GROUPS_A_LINE))
  return lines.map((line, index) => `${index + 1}  ${line.join(' ')}`)
}

/** confirmations/<id>.yaml for the Hub to paste once every line was read and heard: the people are left to fill in. */
export function confirmationText(dfsp: Dfsp, at: Date): string {
  const fingerprints = fingerprintsOf(dfsp).flatMap(({ place, sha256 }) => [...spokenLines(sha256).map((line) => `  #   ${line}`), `  ${place}: ${sha256}`])
  return [
    `# confirmations/${dfsp.id}.yaml: the DFSP reads, two people of the Hub compare, over a number known before`,
    `dfsp: ${dfsp.id}`,
    'fingerprints:',
    ...fingerprints,
    'channel: phone call to the number in the scheme agreement',
    `at: ${formatInstant(at)}`,
    'confirmedBy: # numeric id of the one who spoke',
    'witness: # numeric id of the other',
    '',
  ].join('\n')
}

/** What the Hub reads to a new DFSP, and how the DFSP holds it to that. */
export function hubRootText(environment: Environment, id: string): string {
  const fingerprints = hubFingerprints(environment)
  const spoken = fingerprints.flatMap(({ place, sha256 }) => [`# ${place}`, ...spokenLines(sha256).map((line) => `#   ${line}`)])
  const [root] = fingerprints
  return root === undefined
    ? ''
    : ['# the Hub reads, the DFSP compares', ...spoken, `muhuri join ${id} --dir . --hub-root-sha256 ${root.sha256} …`, ''].join('\n')
}

/** Proves that people have read to each other what a strict environment demands before a DFSP is active; else `refused`. */
export function requireConfirmed(environment: Environment, dfsp: Dfsp): void {
  const settings = environment.settings?.value
  if (settings?.policy.assurance !== 'strict' && settings?.tier !== 'production') return
  const problem = confirmationFault(environment, dfsp)
  if (problem !== null)
    throw new MuhuriError('refused', `"${dfsp.id}" cannot be active: ${problem}`, {
      hint: `read the fingerprints to each other (muhuri join ${dfsp.id} --dir . prints them) and write confirmations/${dfsp.id}.yaml`,
    })
}

function confirmationFault(environment: Environment, dfsp: Dfsp): string | null {
  const path = `confirmations/${dfsp.id}.yaml`
  const document = environment.confirmations.find(({ name }) => name === dfsp.id)
  if (document === undefined) return `${path} is missing`
  if (document.value === null) return `${path} cannot be read: ${document.problems[0]?.message ?? ''}`
  const people = confirmationProblem(environment, { id: dfsp.id, file: document.value })
  if (people !== null) return `${path}: ${people}`
  const [misread] = misreadPlaces(environment, dfsp)
  if (misread !== undefined) return `${path} has another fingerprint of ${misread} than the file`
  if (dfsp.officers.length === 0) return `it has no officer in dfsps/${dfsp.id}/officers, and assurance is strict`
  const missing = unconfirmedKeys(environment, dfsp).map(({ place }) => place)
  return missing.length === 0 ? null : `not confirmed over another channel: ${missing.join(', ')}`
}
