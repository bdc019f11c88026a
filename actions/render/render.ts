import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAncestor } from '../../src/adapters/revision/first-parents.ts'
import { type TreeOutbox, treeOutbox } from '../../src/adapters/tree-outbox.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { MainCommit } from '../../src/model/merged-commit.ts'
import type { Publication } from '../../src/model/publication.ts'
import type { Manifest } from '../../src/model/rendered.ts'
import { codeSpan } from '../../src/report/code-span.ts'
import { completeRendering } from '../../src/stages/bundle/complete-rendering.ts'
import { check } from '../../src/stages/check.ts'
import { deliver } from '../../src/stages/deliver.ts'
import { deliveredManifests } from '../../src/stages/delivered-manifests.ts'
import { desire } from '../../src/stages/desire.ts'
import { type Rendering, render } from '../../src/stages/render.ts'
import { filesDigest } from '../../src/stages/rendered-publication.ts'
import { requireReviewed } from '../../src/stages/reviewed/require-reviewed.ts'
import { trippedGuards } from '../../src/stages/reviewed/tripped-guards.ts'
import type { Job } from '../frame.ts'
import { type OpenMain, openMain, reviewedRepository } from '../open-main.ts'
import { sinceReviewed } from '../reviewed-since.ts'

/**
 * The step without a key: judges every commit of main since the last delivery again, and renders; what differs from branch `deploy`
 * goes to `publish`. `refused` where gateways have something newer, or a guard is tripped that no waiver on its base excuses.
 */
export async function renderStep(job: Job): Promise<void> {
  const main = await openMain(job)
  const environment = await main.at(main.source)
  const outbox = treeOutbox(main.gitDir, main.deploy)
  const known = lastDelivered(main, await deliveredManifests(environment, outbox))
  const { commits } = sinceReviewed(job, main, known)
  await requireReviewed(reviewedRepository(job, main), commits)
  await requireNoGuard(job, main, commits)
  const { at } = job
  const desired = desire(environment, check(environment, { at }).findings, at)
  const { rendering, said } = completeRendering(render(desired, { for: 'all' }), { environment, desired })
  const tree = { commit: main.source, treeId: environment.tree.treeId, ...(main.issued === null ? {} : { issued: main.issued }) }
  await deliver(rendering, { outbox, desired, tree, at, said, signer: null })
  await tell(job, { main, environment, outbox, rendering, judged: commits.length })
}

/** The newest commit that gateways have something of; `refused` where main at the source does not descend from all of them. */
function lastDelivered({ gitDir, source }: OpenMain, manifests: readonly Manifest[]): string | null {
  let last: string | null = null
  for (const { source: of, for: whom, sequence } of manifests) {
    if (of.commit === null) continue
    if (!descends(gitDir, of.commit, source))
      throw new MuhuriError(
        'refused',
        `repo/rollback: branch deploy has for "${whom}", sequence ${sequence}, what ${of.commit} rendered; "${source}" does not descend from it`,
        {
          hint: 'run it for the commit that main is at now',
        },
      )
    if (last === null || descends(gitDir, last, of.commit)) last = of.commit
  }
  return last
}

function descends(gitDir: string, commit: string, of: string): boolean {
  try {
    return isAncestor(gitDir, commit, of)
  } catch {
    return false
  }
}

async function requireNoGuard(job: Job, main: OpenMain, commits: readonly MainCommit[]): Promise<void> {
  let base: { readonly commit: string; readonly environment: Environment } | null = null
  for (const { commit, parents } of commits) {
    const [parent = ''] = parents
    const before: Environment = base?.commit === parent ? base.environment : await main.at(parent)
    const environment = await main.at(commit)
    const [guard] = trippedGuards(before, environment, job.at)
    if (guard !== undefined)
      throw new MuhuriError('refused', `${guard.code}: ${commit} ${guard.message}`, {
        hint: 'what gateways have stays; merge a waiver before such a change, or set main back and bring it in smaller steps',
      })
    base = { commit, environment }
  }
}

interface Told {
  readonly main: OpenMain
  readonly environment: Environment
  readonly outbox: TreeOutbox
  readonly rendering: Rendering
  readonly judged: number
}

const MOST_LINES = 200

async function tell(job: Job, { main, outbox, rendering, judged }: Told): Promise<void> {
  const files = Object.fromEntries([...outbox.changes].sort(([a], [b]) => (a < b ? -1 : 1)))
  const digest = filesDigest(files)
  const path = join(await mkdtemp(join(job.temporary, 'muhuri-render-')), 'rendered.json')
  const publication: Publication = { version: 1, kind: 'rendered', digest, source: main.source, onto: main.deploy, head: null, files }
  await writeFile(path, `${JSON.stringify(publication)}\n`)
  const names = Object.keys(files)
  const rows = names.slice(0, MOST_LINES).map((name) => `- ${codeSpan(name, 300)}${files[name] === null ? ' goes' : ''}`)
  const left = rendering.quarantined.map(({ path: place, code }) => `- ${codeSpan(place, 300)}: ${codeSpan(code)}`)
  const parts = [
    `### Rendered: ${names.length} file${names.length === 1 ? '' : 's'} differ`,
    `From ${codeSpan(main.source)}; ${judged} commit(s) of main judged again. Digest: ${codeSpan(digest)}`,
    ...(rows.length === 0 ? [] : [rows.join('\n')]),
    ...(names.length > rows.length ? [`And ${names.length - rows.length} more.`] : []),
    ...(left.length === 0 ? [] : [`Left out:\n\n${left.slice(0, MOST_LINES).join('\n')}`]),
  ]
  await job.summary(`${parts.join('\n\n')}\n`)
  for (const [name, value] of Object.entries({ changed: names.length > 0, digest, rendered: path, count: names.length })) job.output(name, String(value))
  job.say(`${judged} commit(s) of main judged again; ${names.length} file(s) differ from branch deploy`)
}
