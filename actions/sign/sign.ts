import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { objectLineage } from '../../src/adapters/lineage.ts'
import { requireStillOnMain } from '../../src/adapters/main-copy.ts'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { introductionOf, isAncestor } from '../../src/adapters/revision/first-parents.ts'
import type { Checkpoint } from '../../src/model/checkpoint.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Publication } from '../../src/model/publication.ts'
import type { SigningManifest } from '../../src/model/signing-manifest.ts'
import type { Checkpoints } from '../../src/ports.ts'
import { checkpointOf, numbersOf, requireForward } from '../../src/stages/memory.ts'
import type { Standing } from '../../src/stages/rollback.ts'
import { crlSigner } from '../../src/stages/sign/crl-signer.ts'
import { type SignReport, sign } from '../../src/stages/sign.ts'
import { manifestDigest, signingManifest } from '../../src/stages/signing-manifest.ts'
import type { Job } from '../frame.ts'
import { type OpenMain, openMain, settingsOf } from '../open-main.ts'
import { givenText, requireDigest } from '../read-given.ts'
import { requireEarlyHead } from './early-head.ts'
import { requireOfficers } from './officers.ts'
import { openCheckpoints, openSigners, signRequest } from './signing.ts'

/**
 * The step with the key: makes the manifest again from the objects of the repository, and signs exactly what it names; `refused`
 * where it is not the one that was agreed to, before the signer is asked for anything. With `crlOnly` a signer that signs lists alone.
 */
export async function signStep(job: Job, crlOnly: boolean): Promise<void> {
  const main = await openMain(job)
  const given = await givenManifest(job)
  if (given.head !== null) await requireEarlyHead(main, given.head)
  const environment = await (given.head === null ? main.at(main.source) : main.at(given.head.commit, main.source))
  const folder = memoryFolder()
  const unsigned = signRequest(job, environment, { signers: new Map(), files: folder.files, sourceCommit: given.head?.commit ?? main.source })
  const checkpoints = openCheckpoints(job, settingsOf(environment))
  const standing: Standing = { environment, lineage: objectLineage(main.gitDir, { head: main.source, issued: main.issued }) }
  const previous = await requireForward(checkpoints, standing, { mends: true })
  requireCovered(job, main, { since: given.reviewedSince, previous })
  const signers = await openSigners(job, environment, settingsOf(environment))
  const request = { ...unsigned, signers: crlOnly ? mapped(signers, crlSigner) : signers, crlOnly, crlFloors: numbersOf(previous) }
  const { manifest } = signingManifest({ request, source: main.source, reviewedSince: given.reviewedSince, head: given.head })
  const digest = manifestDigest(manifest)
  requireDigest(job, digest)
  if (!crlOnly) await requireOfficers(job, main, { environment, digest })
  const kept = await advance(checkpoints, standing, { previous, at: job.at, report: null })
  const report = await sign({ ...request, only: new Set(manifest.certificates.map(({ path }) => path)) })
  await advance(checkpoints, standing, { previous: kept, at: job.at, report })
  await requireStillOnMain(main, main)
  if (given.head !== null) await requireEarlyHead(main, given.head)
  const files = Object.fromEntries([...folder.contents].sort(([a], [b]) => (a < b ? -1 : 1)))
  await hand(job, { version: 1, kind: crlOnly ? 'crl' : 'signed', digest, source: main.source, onto: main.issued, head: given.head, files }, report)
}

const mapped = <V>(map: ReadonlyMap<string, V>, change: (value: V) => V): ReadonlyMap<string, V> =>
  new Map([...map].map(([name, value]) => [name, change(value)]))

/** What the manifest says that this job cannot work out itself: from where on main was judged, and for which head. */
async function givenManifest(job: Job): Promise<Pick<SigningManifest, 'reviewedSince' | 'head'>> {
  const value = parsed(await givenText(job, 'manifest'))
  const { reviewedSince, head } = (value ?? {}) as Partial<SigningManifest>
  const isHead = head === null || (Number.isSafeInteger(head?.pullRequest) && isCommit(head?.commit))
  if (!isCommit(reviewedSince) || !isHead) throw new MuhuriError('refused', 'the file of the input "manifest" is no signing manifest')
  return { reviewedSince: String(reviewedSince), head: head ?? null }
}

const isCommit = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Every commit after the checkpoint was judged again; in the first run every one after the commit that introduced the environment. */
function requireCovered(job: Job, { gitDir, source }: OpenMain, { since, previous }: { readonly since: string; readonly previous: Checkpoint | null }): void {
  const given = job.input('since') === '' ? null : job.commit('since')
  const last = previous?.commit ?? given ?? introductionOf(gitDir, source, 'environment.yaml')
  if (last !== null && covers(gitDir, since, last)) return
  throw new MuhuriError(
    'refused',
    `repo/unreviewed-commit: main was judged again from ${since} on, and the last commit that was signed from is ${last ?? 'none'}`,
    {
      hint: `run it again with the input since: ${last ?? 'the commit that introduced environment.yaml'}`,
    },
  )
}

function covers(gitDir: string, since: string, last: string): boolean {
  try {
    return isAncestor(gitDir, since, last)
  } catch {
    return false
  }
}

interface Advancing {
  readonly previous: Checkpoint | null
  readonly at: Date
  readonly report: SignReport | null
}

/** What was signed is not remembered before it is published, but for the numbers of lists: none is ever given twice. */
async function advance(checkpoints: Checkpoints, standing: Standing, { previous, at, report }: Advancing): Promise<Checkpoint | null> {
  const numbers = new Map(report?.crls.map(({ ca, number }) => [ca, BigInt(number)] as const))
  const next = checkpointOf(standing, { previous, at, numbers })
  const said = ({ sequence: _sequence, at: _at, ...rest }: Checkpoint): string => JSON.stringify(rest)
  if (previous !== null && said(previous) === said(next)) return previous
  await checkpoints.write(next)
  return next
}

async function hand(job: Job, publication: Publication, { issued, healed, crls, refused }: SignReport): Promise<void> {
  const path = join(await mkdtemp(join(job.temporary, 'muhuri-signed-')), 'signed.json')
  await writeFile(path, `${JSON.stringify(publication)}\n`)
  const count = Object.keys(publication.files).length
  for (const [name, value] of Object.entries({ signed: path, count, digest: publication.digest })) job.output(name, String(value))
  for (const { path: at, code, message } of refused) job.annotate({ level: 'warning', title: code, message, file: at, line: null, column: null })
  job.say(`signed: ${issued.length + healed.length} certificate(s), ${crls.length} CRL(s); refused: ${refused.length}`)
}
