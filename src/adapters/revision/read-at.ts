import { runGit } from './git-process.ts'

const HEADER = /^([0-9a-f]{40}) (\w+) (\d+)$/

/** Files as they were at commits, in the order asked for; null where there was none. */
export function readAt(gitDir: string, places: readonly { readonly commit: string; readonly path: string }[]): readonly (Uint8Array | null)[] {
  const asked = places.filter(({ commit, path }) => /^[0-9a-f]{40}$/.test(commit) && !/[\r\n]/.test(path))
  if (asked.length === 0) return places.map(() => null)
  const input = `${asked.map(({ commit, path }) => `${commit}:${path}`).join('\n')}\n`
  const found = objects(runGit(gitDir, ['cat-file', '--batch=%(objectname) %(objecttype) %(objectsize)'], input))
  const byPlace = new Map(asked.map((place, index) => [place, found[index] ?? null]))
  return places.map((place) => byPlace.get(place) ?? null)
}

/** One answer a line asked: `<id> <type> <size>` and the bytes, or `<what was asked> missing`. */
function objects(output: Buffer): readonly (Uint8Array | null)[] {
  const found: (Uint8Array | null)[] = []
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0x0a, start)
    const [, , type, size] = HEADER.exec(output.toString('latin1', start, end)) ?? []
    if (size === undefined) {
      found.push(null)
      start = end + 1
      continue
    }
    const after = end + 1 + Number(size)
    found.push(type === 'blob' ? output.subarray(end + 1, after) : null)
    start = after + 1
  }
  return found
}
