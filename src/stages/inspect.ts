import { defaultSettings } from '../model/default-settings.ts'
import type { CheckReport, Finding, FindingCode } from '../model/finding.ts'
import type { EnvironmentFile } from '../model/generated/files.ts'
import { formatInstant } from '../model/time.ts'
import type { CertificateFacts, CsrFacts, PublicKeyFacts } from '../pki/facts.ts'
import { findPrivateKeys } from '../pki/private-key.ts'
import { asList } from '../rules/certificate-subjects.ts'
import { type RuleTable, registry } from '../rules/index.ts'
import type { JwsSubject, Rule } from '../rules/rule.ts'
import { findingsOfSubjects } from './findings.ts'
import { inspectKeySet, isJsonObject } from './inspect-key-set.ts'
import { parsers, readArtefact } from './load/read-artefact.ts'
import type { Place } from './load/read-document.ts'
import { load } from './load.ts'
import { sortFindings } from './sort-findings.ts'
import { type Subjects, subjectsOf } from './subjects.ts'

/** What a single file is judged as. */
export type InspectAs = 'csr' | 'client' | 'server' | 'ca' | 'jws'

export interface InspectOptions {
  readonly as: InspectAs
  /** Shown as the findings' path. */
  readonly path: string
  readonly at: Date
  /** environment.yaml as it holds; default: the policy of production. */
  readonly settings?: EnvironmentFile
  /** SHA-256 of keys that nobody may use. */
  readonly blockedKeys?: ReadonlySet<string>
}

export interface Inspection {
  readonly report: CheckReport
  /** What was read, leaf first; empty where nothing could be read. */
  readonly facts: readonly (CsrFacts | CertificateFacts | PublicKeyFacts)[]
}

/** Rules that ask for what lies beside the file in an environment. */
const NEEDS_ENVIRONMENT: ReadonlySet<FindingCode> = new Set([
  'cert/issuer',
  'cert/unledgered',
  'cert/csr-mismatch',
  'chain/anchor',
  'chain/incomplete',
  'jws/single-slot',
])

/** One file judged by the rules of its kind, on its own: no registry, no CA, no other key beside it. */
export function inspect(bytes: Uint8Array, { as, path, at, settings = defaultSettings, blockedKeys = new Set() }: InspectOptions): Inspection {
  const environment = load({ commit: null, treeId: null, entries: [] }, { blockedKeys })
  const read = READERS[as]({ path, name: 'inspected', dfsp: null, bytes }, settings)
  const subjects = { ...subjectsOf(environment), environment: [], ...read.subjects }
  const judged = findingsOfSubjects(subjects, { environment, settings, at, actor: null, mergeGroup: false, siblings: [] }, aloneRules(subjects))
  const findings = sortFindings([...(read.findings ?? []), ...judged])
  const verdict = findings.some(({ severity }) => severity === 'error') ? 'fail' : 'pass'
  return { report: { version: 1, environment: null, asOf: formatInstant(at), base: null, head: null, verdict, findings }, facts: read.facts }
}

type Read = Pick<Inspection, 'facts'> & { readonly subjects: Partial<Subjects>; readonly findings?: readonly Finding[] }

const READERS: Readonly<Record<InspectAs, (place: Place, settings: EnvironmentFile) => Read>> = {
  csr: (place) => {
    const artefact = readArtefact(place, parsers.csr)
    return {
      subjects: { csr: [{ path: place.path, value: { role: 'client', artefact, dfsp: null } }] },
      facts: artefact.parsed.ok ? [artefact.parsed.facts] : [],
    }
  },
  client: (place) => readCertificates('client', place),
  server: (place) => readCertificates('server', place),
  ca: (place) => readCertificates('ca', place),
  jws: (place, settings) => (isJsonObject(place.bytes) ? readKeys(place, settings) : readKey(place)),
}

function readKey(place: Place): Read {
  const artefact = readArtefact(place, parsers.key)
  const value = { role: 'jws' as const, artefact, dfsp: null, holdsPrivateKey: findPrivateKeys(place.bytes).length > 0 }
  return { subjects: { jws: [{ path: place.path, value }] }, facts: artefact.parsed.ok ? [artefact.parsed.facts] : [] }
}

function readKeys(place: Place, settings: EnvironmentFile): Read {
  const { keys, findings } = inspectKeySet(place, settings)
  const values = keys.map((facts): JwsSubject => ({ role: 'jws', artefact: readArtefact(place, () => ({ ok: true, facts, canonical: true })), dfsp: null }))
  return { subjects: { jws: values.map((value) => ({ path: place.path, value })) }, facts: keys, findings }
}

function readCertificates(role: 'client' | 'server' | 'ca', place: Place): Read {
  const artefact = role === 'server' ? readArtefact(place, parsers.chain) : asList(readArtefact(place, parsers.certificate))
  return {
    subjects: { certificate: [{ path: place.path, value: { role, artefact, dfsp: null } }] },
    facts: artefact.parsed.ok ? artefact.parsed.facts : [],
  }
}

/** Of the kinds that there is something of, the rules that need nothing else. */
function aloneRules(subjects: Subjects): RuleTable {
  const kinds = Object.entries(registry).map(([kind, rules]) => {
    const present = subjects[kind as keyof Subjects].length > 0
    return [kind, present ? (rules as readonly Rule[]).filter(({ code }) => !NEEDS_ENVIRONMENT.has(code)) : []]
  })
  return Object.fromEntries(kinds) as RuleTable
}
