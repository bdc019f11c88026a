import type { Environment } from './environment.ts'
import type { ConfirmationFile } from './generated/files.ts'
import type { KeyPurpose } from './proof.ts'

/** What a confirmed fingerprint is the key of. */
export type ConfirmedPurpose = KeyPurpose | 'officer'

const PURPOSE_OF_FOLDER: Readonly<Record<string, ConfirmedPurpose>> = {
  ca: 'ca',
  'server-ca': 'ca',
  officers: 'officer',
  jws: 'jws',
  client: 'client',
  server: 'server',
  oauth: 'oauth',
}

/** Fingerprints that two Hub people heard from the DFSP, as `<purpose> <spki>`; none while the confirmation counts for nothing. */
export function confirmedKeys(environment: Environment, dfsp: string): ReadonlySet<string> {
  const file = environment.confirmations.find(({ name }) => name === dfsp)?.value ?? null
  if (file === null || confirmationProblem(environment, { id: dfsp, file }) !== null) return new Set()
  return new Set(
    Object.entries(file.fingerprints).flatMap(([place, spki]) => {
      const purpose = PURPOSE_OF_FOLDER[place.slice(0, place.indexOf('/'))]
      return purpose === undefined ? [] : [`${purpose} ${spki}`]
    }),
  )
}

/** Why a confirmation counts for nothing, or null: it is of another DFSP, or not by two people of the Hub. */
export function confirmationProblem({ hub }: Environment, { id, file }: { readonly id: string; readonly file: ConfirmationFile }): string | null {
  if (file.dfsp !== id) return `it is of "${file.dfsp}"`
  if (file.confirmedBy === file.witness) return `confirmedBy and witness are both ${file.witness}; expected two people`
  const people = new Set([...(hub.profile?.value?.admins ?? []), ...(hub.profile?.value?.reviewers ?? [])])
  const stranger = [file.confirmedBy, file.witness].find((person) => !people.has(person))
  return stranger === undefined ? null : `${stranger} is neither an admin nor a reviewer of hub/hub.yaml`
}
