import type { Manifest, ManifestFile } from '../../model/rendered.ts'
import { formatInstant } from '../../model/time.ts'

/** Where each file of a bundle is put at the instant: path there, path in the bundle. What is scheduled stays below its own folder too, for the time when it counts. */
export function filesAt({ files }: Manifest, at: Date): ReadonlyMap<string, string> {
  const now = formatInstant(at)
  const waiting = files.filter(({ as }) => as !== undefined).map(({ path }) => [path, path] as const)
  const counting = files.filter((file) => counts(file, now)).map(({ path, as }) => [as ?? path, path] as const)
  return new Map([...waiting, ...counting].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function counts({ from, until }: ManifestFile, now: string): boolean {
  return (from === undefined || from <= now) && (until === undefined || now < until)
}
