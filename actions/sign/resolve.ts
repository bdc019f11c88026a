import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { lastChangeOf, mainCommit } from '../../src/adapters/revision/first-parents.ts'
import { publishedSource } from '../../src/adapters/revision/published-source.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Provenance } from '../../src/model/merged-commit.ts'
import type { Publication } from '../../src/model/publication.ts'
import { signingMarkdown } from '../../src/report/signing-markdown.ts'
import { classify } from '../../src/stages/classify.ts'
import { load } from '../../src/stages/load.ts'
import { overlay } from '../../src/stages/overlay.ts'
import { pendingRequests } from '../../src/stages/pending.ts'
import { gatherApprovals } from '../../src/stages/reviewed/gather-approvals.ts'
import { provenanceNow, type ReviewedCommits, type ReviewedRepository, requireReviewed } from '../../src/stages/reviewed/require-reviewed.ts'
import { absentSigners, intend } from '../../src/stages/sign/intend.ts'
import type { Refusal, SignRequest } from '../../src/stages/sign/run.ts'
import { type Manifested, manifestDigest, signingManifest } from '../../src/stages/signing-manifest.ts'
import type { Job } from '../frame.ts'
import { type OpenMain, openMain, reviewedRepository, settingsOf } from '../open-main.ts'
import { requireProtectedRepository } from '../protected-repository.ts'
import { sinceReviewed } from '../reviewed-since.ts'
import { type EarlyHead, earlyHeadOf, requireAtHead, requireEarlyHead } from './early-head.ts'
import { NO_FILES, signRequest } from './signing.ts'

/**
 * The step without a key: judges every commit of main since the last run again, and says what is to be signed, down to the bytes of
 * each certificate.
 */
export async function resolveStep(job: Job): Promise<void> {
  const main = await openMain(job)
  const crlOnly = job.flag('crl-only')
  if (!crlOnly && job.flag('doctor')) await requireProtectedRepository(job, await main.at(main.source))
  const repository = reviewedRepository(job, main)
  const { since, commits } = sinceReviewed(job, main, publishedSource(main.gitDir, main.issued))
  const reviewed = await requireReviewed(repository, commits)
  const head = earlyHeadOf(job)
  const early = head === null ? null : await approvedHead(main, repository, head)
  const environment = early?.environment ?? (await main.at(main.source))
  const origins = await provenances(job, { main, repository, reviewed, environment, early: early?.provenance ?? null })
  const folder = memoryFolder()
  const common = { signers: absentSigners(environment, settingsOf(environment)), sourceCommit: head?.commit ?? main.source }
  const request: SignRequest = {
    ...signRequest(job, environment, { ...common, files: folder.files }),
    provenance: (path) => origins.get(path) ?? { pullRequest: null, approvals: [] },
    crlOnly,
  }
  const refused = crlOnly ? [] : await intend(request)
  const intended = Object.fromEntries([...folder.contents].sort(([a], [b]) => (a < b ? -1 : 1)))
  const after = load(
    overlay(
      environment.tree,
      [...folder.contents].map(([path, text]) => ({ path, text })),
    ),
  )
  const manifested = signingManifest({
    request: { ...signRequest(job, after, { ...common, files: NO_FILES }), crlOnly },
    source: main.source,
    reviewedSince: since,
    head,
  })
  requireSameOrigins(manifested, origins)
  await tell(job, { main, manifested, intended, refused, judged: commits.length })
}

interface Early {
  readonly environment: Environment
  readonly provenance: Provenance
}

/** What a merge of the request would give; `refused` unless it passes and its approvals hold at exactly this head. */
async function approvedHead(main: OpenMain, repository: ReviewedRepository, head: EarlyHead): Promise<Early> {
  await requireEarlyHead(main, head)
  const pull = await repository.host.pull(head.pullRequest)
  requireAtHead(pull, head, main)
  const base = await main.at(main.source)
  const environment = await main.at(head.commit, main.source)
  const approvals = await gatherApprovals(repository, { pull, base, class: classify(base, environment, pull.author.id).class })
  const because = [...approvals.raised, ...approvals.missing].join(' ')
  if (!approvals.approved) throw new MuhuriError('refused', `pull request ${pull.number} is not approved at ${head.commit}: ${because}`)
  return { environment, provenance: { pullRequest: pull.number, approvals: approvals.counted.map(({ user, commit }) => ({ user, commit })) } }
}

interface Origins {
  readonly main: OpenMain
  readonly repository: ReviewedRepository
  readonly reviewed: ReviewedCommits
  readonly environment: Environment
  readonly early: Provenance | null
}

/** By path of each CSR that waits: the request that brought it, and who approved that. */
async function provenances(job: Job, { main, repository, reviewed, environment, early }: Origins): Promise<ReadonlyMap<string, Provenance>> {
  const base = early === null ? null : await main.at(main.source)
  const known = new Map(base?.dfsps.flatMap(({ client }) => client.map(({ path, sha256 }) => [path, sha256] as const)))
  const origins = new Map<string, Provenance>()
  for (const { csr } of pendingRequests(environment, job.at)) {
    const isNew = early !== null && known.get(csr.path) !== csr.sha256
    const id = lastChangeOf(main.gitDir, main.source, csr.path)
    const commit = id === null ? null : mainCommit(main.gitDir, id)
    if (isNew) origins.set(csr.path, early)
    else if (commit !== null) origins.set(csr.path, reviewed.get(commit.commit) ?? (await provenanceNow(repository, commit)))
  }
  return origins
}

/** A record of an earlier run that names another request than the one that brought its CSR was not written by this step. */
function requireSameOrigins({ manifest }: Manifested, origins: ReadonlyMap<string, Provenance>): void {
  for (const { path, csr, pullRequest } of manifest.certificates) {
    const own = origins.get(csr.path)?.pullRequest ?? null
    if (own !== pullRequest)
      throw new MuhuriError('refused', `"${path}" says that ${csr.path} came with pull request ${pullRequest ?? 'none'}; it came with ${own ?? 'none'}`, {
        hint: 'muhuri audit . says what else is wrong in issued/',
      })
  }
}

interface Told {
  readonly main: OpenMain
  readonly manifested: Manifested
  readonly intended: Publication['files']
  readonly refused: readonly Refusal[]
  readonly judged: number
}

async function tell(job: Job, { main, manifested, intended, refused, judged }: Told): Promise<void> {
  const { manifest, dueCrls } = manifested
  const digest = manifestDigest(manifest)
  const folder = await mkdtemp(join(job.temporary, 'muhuri-sign-'))
  const [manifestPath, intendedPath] = [join(folder, 'manifest.json'), join(folder, 'intended.json')]
  const publication: Publication = { version: 1, kind: 'intended', digest, source: main.source, onto: main.issued, head: manifest.head, files: intended }
  await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`)
  await writeFile(intendedPath, `${JSON.stringify(publication)}\n`)
  await job.summary(signingMarkdown(manifest, { digest, dueCrls, refused, judged }))
  const count = manifest.certificates.length + dueCrls.length
  const outputs = { count, digest, manifest: manifestPath, intended: intendedPath, 'intended-count': Object.keys(intended).length }
  for (const [name, value] of Object.entries(outputs)) job.output(name, String(value))
  for (const { path, code, message } of refused) job.annotate({ level: 'warning', title: code, message, file: path, line: null, column: null })
  job.say(`${judged} commit(s) of main judged again; to be signed: ${manifest.certificates.length} certificate(s), ${dueCrls.length} CRL(s)`)
}
