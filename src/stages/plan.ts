import { defaultSettings } from '../model/default-settings.ts'
import type { Environment } from '../model/environment.ts'
import type { PastGrowth } from '../model/past-growth.ts'
import type { Change, Plan } from '../model/plan.ts'
import { effectiveSettings } from '../model/policy.ts'
import type { PublishedKeys } from '../model/published-keys.ts'
import type { RenderedFile } from '../model/rendered.ts'
import { formatInstant } from '../model/time.ts'
import { sortChanges } from './changes.ts'
import { check } from './check.ts'
import { type Classification, classify } from './classify.ts'
import { planDigest, treeDigest } from './plan/digest.ts'
import { fileChanges } from './plan/file-changes.ts'
import { guardsOf } from './plan/guards.ts'
import { issueChanges } from './plan/issue-changes.ts'

export interface PlanRequest {
  readonly base: Environment
  readonly head: Environment
  readonly at: Date
  /** Numeric id of the change's author. */
  readonly actor?: number | null
  readonly siblings?: readonly Environment[]
  readonly indexes?: readonly PublishedKeys[]
  /** What was merged in the days before `base`. */
  readonly past?: PastGrowth | null
  /** What base and head render to, where the caller rendered both. */
  readonly baseFiles?: readonly RenderedFile[]
  readonly headFiles?: readonly RenderedFile[]
}

/** What a merge of head into base would do, at that instant: pure, the same bytes for the same input. */
export function plan({ base, head, at, actor = null, siblings = [], indexes = [], past = null, baseFiles = [], headFiles = [] }: PlanRequest): Plan {
  const { findings } = check(head, { at, base, actor, siblings, indexes, past })
  const classification = classify(base, head, actor)
  const settings = effectiveSettings(base.settings?.value ?? head.settings?.value ?? defaultSettings)
  const issued = issueChanges(head, { findings, settings, paths: classification.paths, at })
  const bound = { baseTree: treeDigest(base.tree), headTree: treeDigest(head.tree), asOf: formatInstant(at), changes: merged(classification, issued) }
  return {
    version: 1,
    environment: head.settings?.value?.id ?? null,
    base: base.tree.commit ?? bound.baseTree,
    head: head.tree.commit ?? bound.headTree,
    ...bound,
    class: classification.class,
    digest: planDigest(bound, head.settings?.value ?? null),
    guards: guardsOf({ base, head, settings, at, past }),
    files: fileChanges(baseFiles, headFiles),
    findings,
  }
}

/** A CSR from which a certificate is issued is not said twice. */
function merged({ changes }: Classification, issued: readonly Change[]): readonly Change[] {
  const paths = new Set(issued.map(({ path }) => path))
  return sortChanges([...changes.filter(({ kind, path }) => kind !== 'policy' || !paths.has(path)), ...issued])
}
