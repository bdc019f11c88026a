import { type Location, type LocationKind, locate } from '../../model/layout.ts'
import type { PathChange } from '../../model/tree-changes.ts'
import type { Told } from './told.ts'

const VERBS = { added: 'Adds', modified: 'Changes', deleted: 'Removes' } as const

const NOUNS: Partial<Readonly<Record<LocationKind, (location: Location) => string>>> = {
  waiver: ({ name }) => `the waiver ${name}`,
  confirmation: ({ dfsp }) => `what was confirmed with ${dfsp} over another channel`,
  'dfsp-proof': ({ name, dfsp }) => `the proof ${name} of ${dfsp}`,
  'dfsp-installed': ({ dfsp }) => `what ${dfsp} says it has installed`,
  'hub-installed': ({ dfsp }) => `what the Hub says it has installed of ${dfsp}`,
  'dfsp-client': ({ name, dfsp }) => `the CSR ${name} of ${dfsp}`,
  'dfsp-hub-client-request': ({ name, dfsp }) => `the Hub's CSR ${name} for the CA of ${dfsp}`,
  'dfsp-crl': ({ name, dfsp }) => `the CRL ${name} of ${dfsp}`,
  'hub-crl': ({ name }) => `the CRL of the Hub CA ${name}`,
  'dfsp-jws-schedule': ({ name, dfsp }) => `the schedule of JWS key ${name} of ${dfsp}`,
  'blocked-keys': () => 'the list of blocked keys',
  workflow: () => 'a workflow or another file of the Git host',
}

/** A sentence for each changed path about which none was said yet: nothing in a change goes unmentioned. */
export function otherChanges(paths: readonly PathChange[], said: ReadonlySet<string>): readonly Told[] {
  return paths
    .filter(({ path }) => !said.has(path))
    .map(({ path, change }) => {
      const location = locate(path)
      const noun = NOUNS[location.kind]?.(location)
      const sentence = noun === undefined ? `${VERBS[change]} "${path}".` : `${VERBS[change]} ${noun} ("${path}").`
      return { kind: 'policy', dfsp: location.dfsp, path, before: change === 'added' ? null : path, after: change === 'deleted' ? null : path, sentence }
    })
}
