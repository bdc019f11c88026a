import type { Desired } from '../model/desired.ts'
import { isPlainPath } from '../model/plain-path.ts'
import type { Manifest } from '../model/rendered.ts'
import { formatInstant, parseInstant } from '../model/time.ts'
import type { Tree } from '../model/tree.ts'
import { sha256Hex } from '../pki/digest.ts'
import type { Delivery } from './render.ts'

/** From then on it is not installed anew; what runs keeps running. */
export const MANIFEST_DAYS = 30
const DAY = 86_400_000

/** What was rendered, by its commits. */
export interface RenderedTree extends Pick<Tree, 'commit' | 'treeId'> {
  /** Of branch `issued`, where all of it is committed. */
  readonly issued?: string
}

export interface ManifestInput {
  readonly desired: Desired
  readonly delivery: Delivery
  /** What was rendered, with the commit where there is one. */
  readonly tree: RenderedTree
  readonly at: Date
  /** The manifest that stands there now, or null. */
  readonly previous: PreviousManifest | null
  /** What the manifest says besides of the environment. */
  readonly said?: Pick<Manifest, 'registry' | 'assurance'>
}

export interface PreviousManifest {
  readonly text: string
  readonly value: Manifest
}

/**
 * The text of the manifest over a delivery: the previous one unchanged while it says the same of the same files and has
 * more than half its time left; else a new one, its sequence one higher.
 */
export function manifestText(input: ManifestInput): string {
  const next = manifestOf(input)
  const { previous, at } = input
  if (previous !== null && sameBesidesTime(previous.value, next) && !isHalfOver(previous.value, at)) return previous.text
  return `${JSON.stringify(next, null, 2)}\n`
}

/** Whether both say the same of the same files: everything but times, sequence, predecessor, source and registry. */
export function sameBesidesTime(a: Manifest, b: Manifest): boolean {
  const said = ({ version, environment, for: whom, assurance, files, keep, quarantined }: Manifest): string =>
    JSON.stringify([
      version,
      environment,
      whom,
      assurance,
      files.map(({ path, sha256, as, from, until }) => [path, sha256, as, from, until]),
      keep,
      quarantined,
    ])
  return said(a) === said(b)
}

/** The manifest that this text is, or null where it is none of ours. */
export function readManifest(text: string): PreviousManifest | null {
  try {
    const value: unknown = JSON.parse(text)
    return isManifest(value) ? { text, value } : null
  } catch {
    return null
  }
}

function manifestOf({ desired, delivery, tree, at, previous, said = {} }: ManifestInput): Manifest {
  const own = delivery.files.filter(({ keep }) => keep !== true)
  const operators = delivery.files.filter(({ keep }) => keep === true)
  return {
    version: 1,
    environment: desired.environment.id,
    for: delivery.for,
    sequence: (previous?.value.sequence ?? 0) + 1,
    source: { commit: tree.commit, tree: tree.treeId, ...(tree.issued === undefined ? {} : { issued: tree.issued }) },
    asOf: formatInstant(at),
    previous: previous === null ? null : sha256Hex(new TextEncoder().encode(previous.text)),
    expires: formatInstant(new Date(at.getTime() + MANIFEST_DAYS * DAY)),
    ...said,
    files: own.map(({ path, text, scheduled = {} }) => ({ path, sha256: sha256Hex(new TextEncoder().encode(text)), ...scheduled })),
    ...(operators.length === 0 ? {} : { keep: operators.map(({ path, text }) => ({ path, text })) }),
    quarantined: delivery.quarantined,
  }
}

function isHalfOver({ expires }: Manifest, at: Date): boolean {
  const end = parseInstant(expires)
  return end === null || end.getTime() - at.getTime() < (MANIFEST_DAYS * DAY) / 2
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  const { sequence, files, environment, expires, for: whom } = value as Partial<Manifest>
  if (!Number.isSafeInteger(sequence) || typeof environment !== 'string' || typeof whom !== 'string' || typeof expires !== 'string' || !Array.isArray(files))
    return false
  return files.every((file) => typeof file?.path === 'string' && isPlainPath(file.path))
}
