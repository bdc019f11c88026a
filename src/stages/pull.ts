import type { Bundle, Installation, InstalledState } from '../model/bundle.ts'
import { MuhuriError } from '../model/errors.ts'
import { PullRefusal } from '../model/pull-refusal.ts'
import type { PullReport } from '../model/pull-report.ts'
import type { Manifest } from '../model/rendered.ts'
import { formatInstant, parseInstant } from '../model/time.ts'
import { readDocument } from './load/read-document.ts'
import { type AcceptedBundle, acceptBundle, laterFiles } from './pull/accept-bundle.ts'

export interface PullOptions {
  readonly installation: Installation
  /** Reads the source. */
  readonly read: () => Promise<Bundle>
  /** `hub`, or the id of a DFSP. */
  readonly for: string
  /** SHA-256 of the deploy key's SPKI; null takes the one that was trusted last. */
  readonly trust: string | null
  /** Id of the environment; null takes the one that is installed. */
  readonly environment: string | null
  /** SHA-256 of keys that the operator has heard from their owners. */
  readonly accepted: ReadonlySet<string>
  /** SHA-256 of the Hub's root as the recipient was told it; null where it was not. */
  readonly hubRoot: string | null
  readonly at: Date
}

/** What came of it: a refusal says that nothing new is installed; a schedule may have been applied all the same. */
export interface Pulled {
  readonly report: PullReport
  readonly refusal: PullRefusal | null
}

/**
 * Installs what the source holds, where it may be (`acceptBundle`); else it leaves what is installed as it is, but for keys whose
 * own time has come or gone. Running it twice installs once.
 */
export async function pull(options: PullOptions): Promise<Pulled> {
  const finished = await options.installation.finish()
  const { report, refusal } = await pullOnce(options)
  return { report: { ...report, notes: [...finished, ...report.notes] }, refusal }
}

async function pullOnce(options: PullOptions): Promise<Pulled> {
  const last = await options.installation.state()
  const trust = options.trust ?? last?.trust ?? null
  if (trust === null)
    throw new MuhuriError('usage', 'option --trust is missing', { hint: 'ask the Hub for the SHA-256 of its deploy key over another channel' })
  const standing = await options.installation.files()
  try {
    const bundle = acceptBundle(await options.read(), { ...options, trust, last })
    if (!bundle.manifest.isInstalled) return { report: await installNew(options, bundle, { trust, standing }), refusal: null }
    return { report: await reschedule(options, { last, standing, notes: bundle.notes }), refusal: null }
  } catch (error) {
    if (!(error instanceof PullRefusal)) throw error
    return { report: await reschedule(options, { last, standing, notes: alarms(last, options.at) }), refusal: error }
  }
}

async function installNew(
  { installation, at, for: whom }: PullOptions,
  { manifest, placed, assurance, peers, notes }: AcceptedBundle,
  { trust, standing }: { readonly trust: string; readonly standing: ReadonlyMap<string, Uint8Array> },
): Promise<PullReport> {
  const { environment, sequence, expires, keep = [] } = manifest.value
  const state: InstalledState = {
    version: 1,
    environment,
    for: whom,
    trust,
    sequence,
    manifest: manifest.sha256,
    expires,
    at: formatInstant(at),
    assurance,
    hookDue: true,
    peers,
  }
  const said = await installation.install({ placed, keep, brought: broughtBy(standingManifest(standing)), state })
  return { ...reportOf(state), change: 'installed', ...differing(standing, placed, standingManifest(standing)), notes: [...notes, ...said] }
}

interface Standing {
  readonly last: InstalledState | null
  readonly standing: ReadonlyMap<string, Uint8Array>
  readonly notes: readonly string[]
}

/** Only keys' own times move something here: the files are those of the manifest that stands there. */
async function reschedule({ installation, at }: PullOptions, { last, standing, notes }: Standing): Promise<PullReport> {
  const manifest = standingManifest(standing)
  if (last === null || manifest === null) return { ...NOTHING, notes }
  const placed = laterFiles(standing, manifest, at)
  const changes = differing(standing, placed, manifest)
  if (changes.written.length + changes.removed.length === 0) return { ...reportOf(last), change: 'none', ...changes, notes }
  const state = { ...last, hookDue: true }
  await installation.install({ placed, keep: [], brought: broughtBy(manifest), state })
  return { ...reportOf(state), change: 'scheduled', ...changes, notes }
}

/** Of a run that has done nothing, where nothing is installed. */
export const NOTHING: PullReport = {
  version: 1,
  change: 'none',
  environment: null,
  sequence: null,
  bundle: null,
  expires: null,
  written: [],
  removed: [],
  notes: [],
}

function reportOf({ environment, sequence, manifest, expires }: InstalledState): PullReport {
  return { ...NOTHING, environment, sequence, bundle: manifest, expires }
}

function alarms(last: InstalledState | null, at: Date): readonly string[] {
  const end = last === null ? null : parseInstant(last.expires)
  return end === null || end > at ? [] : [`what is installed is over since ${last?.expires}; it keeps running`]
}

function standingManifest(standing: ReadonlyMap<string, Uint8Array>): Manifest | null {
  const bytes = standing.get('manifest.json')
  return bytes === undefined ? null : readDocument({ path: 'manifest.json', name: 'manifest', dfsp: null, bytes }, 'manifest').value
}

function broughtBy(manifest: Manifest | null): ReadonlySet<string> {
  const named = (manifest?.files ?? []).flatMap(({ path, as }) => [path, ...(as === undefined ? [] : [as])])
  return new Set(['manifest.json', 'manifest.sig', ...named])
}

function differing(
  standing: ReadonlyMap<string, Uint8Array>,
  placed: ReadonlyMap<string, Uint8Array>,
  manifest: Manifest | null,
): Pick<PullReport, 'written' | 'removed'> {
  const isSame = (path: string, bytes: Uint8Array): boolean => Buffer.from(standing.get(path) ?? []).equals(Buffer.from(bytes)) && standing.has(path)
  const brought = broughtBy(manifest)
  return {
    written: [...placed]
      .filter(([path, bytes]) => !isSame(path, bytes))
      .map(([path]) => path)
      .sort(),
    removed: [...standing.keys()].filter((path) => brought.has(path) && !placed.has(path)).sort(),
  }
}
