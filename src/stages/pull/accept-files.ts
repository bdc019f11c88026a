import { isPlainPath } from '../../model/plain-path.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { refuseCollisions } from './accept-entries.ts'

/** Beside the files that it names; and what it says that is the operator's own may lie there, and is never taken. */
const OF_THE_MANIFEST: ReadonlySet<string> = new Set(['manifest.json', 'manifest.sig'])

/**
 * The files are exactly those that the manifest names, byte for byte, at places that can be theirs. Refuses (`path`, `case-collision`,
 * `missing-file`, `changed-file`, `extra-file`).
 */
export function acceptFiles(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest): void {
  refusePlaces(manifest)
  for (const { path, sha256 } of manifest.files) {
    const bytes = files.get(path)
    if (bytes === undefined) throw pullRefusal('missing-file', `"${path}"`)
    if (sha256Hex(bytes) !== sha256) throw pullRefusal('changed-file', `"${path}"; expected SHA-256 ${sha256}`)
  }
  const named = new Set([...OF_THE_MANIFEST, ...manifest.files.map(({ path }) => path), ...(manifest.keep ?? []).map(({ path }) => path)])
  const extra = [...files.keys()].find((path) => !named.has(path))
  if (extra !== undefined) throw pullRefusal('extra-file', `"${extra}"`)
}

function refusePlaces({ files, keep = [] }: Manifest): void {
  const sources = [...files, ...keep].map(({ path }) => path)
  const places = [...sources, ...files.flatMap(({ as }) => as ?? [])]
  const wrong = places.find((path) => !isPlainPath(path) || path.endsWith('.key') || OF_THE_MANIFEST.has(path))
  if (wrong !== undefined) throw pullRefusal('path', `"${wrong}", which the manifest names`)
  refuseCollisions([...sources, ...OF_THE_MANIFEST])
  refuseCollisions([...new Set([...places, ...OF_THE_MANIFEST])])
}
