import type { Artefact, Dfsp, Document, Environment } from '../model/environment.ts'
import { provableKeys } from '../model/proof.ts'
import { certificateSubjects } from '../rules/certificate-subjects.ts'
import type { CrlSubject, CsrSubject, JwsSubject, Kind, SubjectOf } from '../rules/rule.ts'

/** One thing that rules look at, and where it lies. */
export interface Subject<K extends Kind = Kind> {
  /** Where a finding lands that names no other place. */
  readonly path: string
  readonly value: SubjectOf[K]
}

/** Subjects by kind. Nothing of `tree` and `change`: those are not in one environment's parsed content. */
export type Subjects = { readonly [K in Kind]: readonly Subject<K>[] }

/** Everything in the environment that rules look at. */
export function subjectsOf(environment: Environment): Subjects {
  return {
    tree: [],
    change: [],
    document: documentsOf(environment).map(placed),
    csr: environment.dfsps.flatMap(csrsOf).map(placedArtefact),
    certificate: certificateSubjects(environment).map(placedArtefact),
    crl: crlsOf(environment).map(placedArtefact),
    jws: keysOf(environment).map(placedArtefact),
    key: environment.dfsps.flatMap((dfsp) => provableKeys(dfsp).map((key) => ({ path: key.path, value: { ...key, dfsp } }))),
    endpoints: environment.dfsps.flatMap(endpointsOf),
    dfsp: environment.dfsps.map((dfsp) => ({ path: `dfsps/${dfsp.id}/dfsp.yaml`, value: dfsp })),
    waiver: environment.waivers.filter((waiver) => waiver.value !== null).map(placed),
    environment: [{ path: 'environment.yaml', value: environment }],
  }
}

const placed = <T>(document: Document<T>): { path: string; value: Document<T> } => ({ path: document.path, value: document })
const placedArtefact = <T extends { readonly artefact: Artefact<unknown> }>(subject: T): { path: string; value: T } => ({
  path: subject.artefact.path,
  value: subject,
})

/** Every YAML and JSON file that was read. */
export function documentsOf({ settings, hub, dfsps, issued, revoked, waivers, confirmations }: Environment): readonly Document<unknown>[] {
  const own = dfsps.flatMap((dfsp) => [dfsp.profile, dfsp.endpoints, ...dfsp.jwsSchedules, ...dfsp.proofs, dfsp.installed])
  const ofHub = [hub.profile, hub.endpoints, ...hub.jwsSchedules, ...hub.oauthKeys, ...hub.installed]
  const all: readonly (Document<unknown> | null)[] = [settings, ...ofHub, ...own, ...issued.records, ...issued.keys, ...revoked, ...waivers, ...confirmations]
  return all.filter((document) => document !== null)
}

function csrsOf(dfsp: Dfsp): CsrSubject[] {
  return [
    ...dfsp.client.map((artefact) => ({ role: 'client' as const, artefact, dfsp })),
    ...dfsp.hubClientRequests.map((artefact) => ({ role: 'hub-client' as const, artefact, dfsp })),
  ]
}

function crlsOf({ hub, issued, dfsps }: Environment): CrlSubject[] {
  const ofHub = [...hub.crl, ...issued.crl].map((artefact) => ({ role: 'hub' as const, artefact, dfsp: null }))
  return [...ofHub, ...dfsps.flatMap((dfsp) => dfsp.crl.map((artefact) => ({ role: 'dfsp' as const, artefact, dfsp })))]
}

function keysOf({ hub, dfsps }: Environment): JwsSubject[] {
  const ofHub = [...keys('jws', hub.jws, null), ...keys('oauth', hub.oauth, null), ...keys('deploy', hub.deploy, null), ...keys('officer', hub.officers, null)]
  return [...ofHub, ...dfsps.flatMap((dfsp) => [...keys('jws', dfsp.jws, dfsp), ...keys('oauth', dfsp.oauth, dfsp), ...keys('officer', dfsp.officers, dfsp)])]
}

const keys = (role: JwsSubject['role'], artefacts: readonly JwsSubject['artefact'][], dfsp: Dfsp | null): JwsSubject[] =>
  artefacts.map((artefact) => ({ role, artefact, dfsp }))

function endpointsOf(dfsp: Dfsp): Subject<'endpoints'>[] {
  const file = dfsp.endpoints
  return file === null || file.value === null ? [] : [{ path: file.path, value: { file, dfsp } }]
}
