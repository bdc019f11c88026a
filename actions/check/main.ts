import { mkdtemp, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openRevision } from '../../scripts/open-environment.ts'
import { fetchRequest } from '../../src/adapters/request/fetch.ts'
import type { JudgedRequest } from '../../src/model/judged-request.ts'
import { annotated, annotationText } from '../../src/report/annotations.ts'
import { requestJson } from '../../src/report/request-json.ts'
import { requestMarkdown } from '../../src/report/request-markdown.ts'
import { sarif } from '../../src/report/sarif.ts'
import { allRules, registry } from '../../src/rules/index.ts'
import { judgeRequest } from '../../src/stages/judge-request.ts'
import { type Job, runAction } from '../frame.ts'
import { remoteOf } from '../remote-of.ts'
import { requireToolkit } from '../toolkit.ts'

await runAction(async (job) => {
  const pull = job.id('pull-request')
  const commits = { base: job.commit('base-sha'), head: job.commit('head-sha'), pull }
  const { gitDir, base, head, issued } = await fetchRequest(remoteOf(job), commits, job.temporary)
  const open = (revision: string, since?: string) =>
    openRevision({ gitDir, revision, issued, ...(since === undefined ? {} : { since }) }, { cwd: job.workspace, env: job.env })
  const after = await open(head, base)
  // The workflow is that of the request, which may bring another toolkit.
  requireToolkit(job, after.settings?.value ?? null)
  const judged = judgeRequest({
    base: await open(base),
    head: after,
    at: job.at,
    actor: job.id('author-id'),
    mergeGroup: job.flag('merge-group'),
  })
  await tell(job, judged, pull)
})

async function tell(job: Job, judged: JudgedRequest, pull: number | null): Promise<void> {
  const { report, plan } = judged
  for (const finding of annotated(report)) {
    const { severity, code, path, line, column } = finding
    job.annotate({ level: severity, title: code, message: annotationText(finding), file: path, line, column })
  }
  const folder = await mkdtemp(join(job.temporary, 'muhuri-check-'))
  const place = (input: string, name: string): string => (job.input(input) === '' ? join(folder, name) : resolve(job.workspace, job.input(input)))
  const files = { report: place('report-file', 'report.json'), sarif: place('sarif-file', 'check.sarif') }
  await writeFile(files.report, requestJson(judged, pull))
  await writeFile(files.sarif, sarif(report, new Map(allRules(registry).map((rule) => [rule.code, rule.summary]))))
  await job.summary(requestMarkdown(judged))
  for (const [name, value] of Object.entries({ verdict: report.verdict, class: plan.class, digest: plan.digest, ...files })) job.output(name, value)
  if (report.verdict === 'fail') job.fail('the verdict is fail: the summary of this step says why')
}
