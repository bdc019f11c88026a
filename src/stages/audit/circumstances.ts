import type { Environment } from '../../model/environment.ts'
import type { DfspFile, EnvironmentFile, IssuedRecord } from '../../model/generated/files.ts'
import type { History } from '../../model/history.ts'
import type { TreeEntry } from '../../model/tree.ts'
import { parseCsrPem } from '../../pki/csr.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { load } from '../load.ts'

/** What was around when a certificate was issued, as far as it is at hand. */
export interface Circumstances {
  /** SHA-256 of the key in the request of that SHA-256; undefined where the request is not at hand. */
  keyOfRequest(sha256: string): string | undefined
  /** The settings of that digest. */
  settingsFor(digest: string): EnvironmentFile | undefined
  /** The DFSP's profile: `certain` where it is that of the commit that was signed from. */
  profileFor(record: IssuedRecord): { readonly profile: DfspFile | null; readonly certain: boolean }
}

/** From the environment itself, and from history where there is one. */
export function circumstances(environment: Environment, history: History | null, records: readonly IssuedRecord[]): Circumstances {
  const requests = new Map(requestKeys(environment, history))
  const settings = new Map(settingsByDigest(environment, history))
  const then = history === null ? new Map<string, DfspFile>() : profilesThen(history, records)
  const now = new Map(environment.dfsps.map(({ id, profile }) => [id, profile?.value ?? null]))
  return {
    keyOfRequest: (sha256) => requests.get(sha256),
    settingsFor: (digest) => settings.get(digest),
    profileFor: (record) => {
      const profile = then.get(placeOf(record))
      return profile === undefined ? { profile: now.get(record.dfsp) ?? null, certain: false } : { profile, certain: true }
    },
  }
}

function* requestKeys({ dfsps }: Environment, history: History | null): Iterable<readonly [string, string]> {
  for (const { client } of dfsps) for (const { sha256, parsed } of client) if (parsed.ok) yield [sha256, parsed.facts.publicKey.sha256]
  for (const bytes of history?.requests ?? []) {
    const parsed = parseCsrPem(bytes)
    if (parsed.ok) yield [sha256Hex(bytes), parsed.facts.publicKey.sha256]
  }
}

function* settingsByDigest({ settings }: Environment, history: History | null): Iterable<readonly [string, EnvironmentFile]> {
  for (const bytes of history?.settings ?? []) {
    const { value } = load(treeOf([['environment.yaml', bytes]])).settings ?? {}
    if (value != null) yield [`sha256:${sha256Hex(bytes)}`, value]
  }
  if (settings !== null && settings.value !== null) yield [`sha256:${settings.sha256}`, settings.value]
}

const placeOf = ({ sourceCommit, dfsp }: IssuedRecord): string => `${sourceCommit}:${dfsp}`

/** dfsp.yaml at the commits that were signed from; each version is parsed once. */
function profilesThen(history: History, records: readonly IssuedRecord[]): ReadonlyMap<string, DfspFile> {
  const places = new Map(
    records.flatMap((record) =>
      record.sourceCommit === null
        ? []
        : [[placeOf(record), { commit: record.sourceCommit, dfsp: record.dfsp, path: `dfsps/${record.dfsp}/dfsp.yaml` }] as const],
    ),
  )
  const contents = history.readAt([...places.values()])
  const parsed = new Map<string, DfspFile | null>()
  const profiles = new Map<string, DfspFile>()
  for (const [index, [key, { path, dfsp }]] of [...places].entries()) {
    const bytes = contents[index] ?? null
    if (bytes === null) continue
    const version = `${dfsp} ${sha256Hex(bytes)}`
    if (!parsed.has(version)) parsed.set(version, load(treeOf([[path, bytes]])).dfsps[0]?.profile?.value ?? null)
    const profile = parsed.get(version)
    if (profile != null) profiles.set(key, profile)
  }
  return profiles
}

function treeOf(files: readonly (readonly [path: string, bytes: Uint8Array])[]) {
  const entries = files.map(([path, bytes]): TreeEntry => ({ path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: 'main' }))
  return { commit: null, treeId: null, entries }
}
