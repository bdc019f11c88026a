import { gitPlace } from '../src/adapters/git.ts'
import { gitLineage } from '../src/adapters/lineage.ts'
import { readBundle } from '../src/adapters/pull/read-bundle.ts'
import type { Environment } from '../src/model/environment.ts'
import type { ManifestSource } from '../src/model/rendered.ts'
import type { WatchAlarm } from '../src/model/watch.ts'
import { bundleAlarms, manifestIn, signatureAlarms } from '../src/stages/watch/bundle-alarms.ts'
import { bundlePlace } from './bundle-place.ts'
import type { Invocation } from './command.ts'
import { openRevision } from './open-environment.ts'

export interface Watched {
  /** A Git remote, folder or archive. */
  readonly from: string
  readonly dir: string
  readonly environment: Environment
  /** Of the DFSP. */
  readonly id: string
}

/**
 * A bundle against one's own clone: who signed it, and whether it is what the clone renders at the commits that the
 * manifest names. A clone that does not have them yet says so, and alarms on nothing that it cannot know.
 */
export async function deliveredAlarms(invocation: Invocation, { from, dir, environment, id }: Watched): Promise<readonly WatchAlarm[]> {
  const bundle = await readBundle({ from: bundlePlace(from, invocation.io.cwd), for: id })
  const source = manifestIn(bundle)?.value.source ?? null
  const found = await sourceIn(dir, source)
  if (found.kind === 'behind') {
    invocation.io.note(`the bundle is rendered from ${found.commit}, which this clone has not reached: git pull here and in issued/, then look again`)
    return []
  }
  if (found.kind === 'elsewhere') {
    const message = `the bundle is rendered from ${found.commit}, which is no part of the history of this clone`
    return [...signatureAlarms(bundle, environment), { code: 'watch/bundle-elsewhere', path: 'manifest.json', message, command: null }]
  }
  const then = found.kind === 'here' ? environment : await openRevision({ gitDir: found.gitDir, revision: found.commit, ...found.issued }, invocation.io)
  return [...signatureAlarms(bundle, environment), ...bundleAlarms(bundle, { environment: then, id })]
}

type SourceIn =
  /** Without Git, or without a commit: what stands here is all there is to compare with. */
  | { readonly kind: 'here' }
  | { readonly kind: 'behind'; readonly commit: string }
  | { readonly kind: 'elsewhere'; readonly commit: string }
  | { readonly kind: 'commit'; readonly gitDir: string; readonly commit: string; readonly issued: { readonly issued?: string } }

async function sourceIn(dir: string, source: ManifestSource | null): Promise<SourceIn> {
  const [place, lineage, commit] = [await gitPlace(dir), await gitLineage(dir), source?.commit ?? null]
  if (place?.isTop !== true || lineage?.head == null || commit === null) return { kind: 'here' }
  const steps = [
    [commit, lineage.head] as const,
    ...(source?.issued === undefined || lineage.issued === null ? [] : [[source.issued, lineage.issued] as const]),
  ]
  for (const [wanted, head] of steps) {
    const reached = lineage.descends(wanted, head)
    if (reached === null) return { kind: 'behind', commit: wanted }
    if (!reached) return { kind: lineage.descends(head, wanted) === true ? 'behind' : 'elsewhere', commit: wanted }
  }
  const issued = source?.issued ?? lineage.issued
  return issued === null ? { kind: 'here' } : { kind: 'commit', gitDir: place.gitDir, commit, issued: { issued } }
}
