import { createHash } from 'node:crypto'
import { isAncestor } from '../../src/adapters/revision/first-parents.ts'
import { publishedSource } from '../../src/adapters/revision/published-source.ts'
import { treeOutbox } from '../../src/adapters/tree-outbox.ts'
import type { Environment } from '../../src/model/environment.ts'
import { formatInstant } from '../../src/model/time.ts'
import type { WatchAlarm } from '../../src/model/watch.ts'
import type { GitHost } from '../../src/ports/git-host.ts'
import { type WatchIssue, watchIssues } from '../../src/report/watch-issues.ts'
import { watchMarkdown } from '../../src/report/watch-markdown.ts'
import { deliveredManifests } from '../../src/stages/delivered-manifests.ts'
import { watch } from '../../src/stages/watch.ts'
import type { Job } from '../frame.ts'
import { hostOf, type OpenMain, openMain } from '../open-main.ts'

const PREFIX = '<!-- muhuri:watch:'
const LABELS = ['muhuri-watch']
/** A scheme whose certificates all end at once gets one issue for those that have none. */
const MOST_ISSUES = 100

/** Looks at main, says what is due in the summary and as issues; the step fails where there is an alarm. */
export async function watchStep(job: Job): Promise<void> {
  const main = await openMain(job)
  const environment = await main.at(main.source)
  const alarms = await alarmsOf(job, main, environment)
  const report = watch(environment, job.at, { alarms })
  await job.summary(watchMarkdown(report))
  const issues = bounded(watchIssues(report))
  await keep(hostOf(job), issues)
  job.output('count', String(issues.length))
  job.output('alarms', String(alarms.length))
  job.say(
    `${report.ends.length} end(s), ${report.crls.filter(({ due }) => due !== null).length} CRL(s) due, ${alarms.length} alarm(s); ${issues.length} issue(s) open`,
  )
  if (alarms.length > 0) job.fail('there are alarms: the summary of this step says which')
}

/** One open issue for each thing, none for what is done: the same thing never has two. */
async function keep(host: GitHost, issues: readonly WatchIssue[]): Promise<void> {
  const standing = await host.openIssues(PREFIX)
  const wanted = new Map(issues.map((issue) => [markerOf(issue.key), issue]))
  for (const [marker, { title, body }] of wanted) await host.publishIssue({ marker, title, body, labels: LABELS })
  for (const marker of new Set(standing)) if (!wanted.has(marker)) await host.closeIssue(marker)
}

const markerOf = (key: string): string => `${PREFIX}${createHash('sha256').update(key).digest('hex').slice(0, 32)} -->`

function bounded(issues: readonly WatchIssue[]): readonly WatchIssue[] {
  const left = issues.length - MOST_ISSUES
  if (left <= 0) return issues
  return [...issues.slice(0, MOST_ISSUES), { key: 'more', title: `And ${left} more`, body: 'The summary of the last run of watch names them.\n' }]
}

/** What the machine's branches say of main: that it went back, or that nothing was delivered for too long. */
async function alarmsOf(job: Job, { gitDir, source, issued, deploy }: OpenMain, environment: Environment): Promise<readonly WatchAlarm[]> {
  const manifests = await deliveredManifests(environment, treeOutbox(gitDir, deploy))
  const signed = publishedSource(gitDir, issued)
  const sources = new Set([...manifests.flatMap(({ source: of }) => of.commit ?? []), ...(signed === null ? [] : [signed])])
  const lost = [...sources].filter((commit) => !descends(gitDir, commit, source))
  const stale = manifests.filter(({ expires }) => expires <= formatInstant(job.at))
  return [
    ...lost.map((commit) => ({
      code: 'repo/rollback',
      path: null,
      message: `main is at ${source}, which does not descend from ${commit}, from which was signed or rendered`,
      command: 'muhuri audit . --recover --from <a clone, deploy folder or bundle>',
    })),
    ...stale.map(({ for: whom, expires }) => ({
      code: 'manifest/stale',
      path: whom === 'hub' ? 'hub' : `dfsps/${whom}`,
      message: `the manifest for "${whom}" in branch deploy was good until ${expires}: nobody installs it any more`,
      command: 'gh workflow run render.yml',
    })),
  ]
}

function descends(gitDir: string, commit: string, of: string): boolean {
  try {
    return isAncestor(gitDir, commit, of)
  } catch {
    return false
  }
}
