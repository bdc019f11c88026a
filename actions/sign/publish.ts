import { sourceTrailer } from '../../src/adapters/revision/published-source.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Publication, PublicationKind } from '../../src/model/publication.ts'
import { publicationProblem } from '../../src/stages/issued-publication.ts'
import type { Job } from '../frame.ts'
import { hostOf, openMain } from '../open-main.ts'
import { givenPublication } from '../read-given.ts'
import { requireAtHead } from './early-head.ts'

const BRANCH = 'heads/issued'
const LAYER = 'issued/'

const DONE: Readonly<Record<PublicationKind, string>> = {
  intended: 'Intend certificates',
  signed: 'Issue certificates',
  crl: 'Refresh CRLs',
  rendered: 'Render',
}

/**
 * The step that writes branch `issued`: lays what the other steps made over it, by compare-and-swap. `refused`, with nothing moved,
 * where the branch has moved since, where main is another, or where it is not what such a publication may hold.
 */
export async function publishStep(job: Job): Promise<void> {
  const publication = await givenPublication(job, 'signed', ['intended', 'signed', 'crl'])
  const main = await openMain(job)
  const { head, source, onto } = publication
  const host = hostOf(job)
  const before = await (head === null ? main.at(source) : main.at(head.commit, source))
  if (isThere(before, publication)) return said(job, main.issued, 'everything is there already')
  if (main.issued === null) throw new MuhuriError('refused', 'there is no branch "issued"', { hint: 'muhuri init makes it: git push origin issued' })
  if (onto !== main.issued) throw lost(main.issued)
  const problem = publicationProblem(publication, before, job.at)
  if (problem !== null) throw new MuhuriError('refused', `the publication is not for branch issued: ${problem}`)
  if (head !== null) requireAtHead(await host.pull(head.pullRequest), head, main)
  const files = Object.fromEntries(
    Object.entries(publication.files).map(([path, text]) => [path.slice(LAYER.length), text === null ? null : new TextEncoder().encode(text)]),
  )
  const commit = await host.commit({ parent: main.issued, message: messageOf(publication), files })
  if ((await host.moveRef(BRANCH, main.issued, commit)) === 'lost') throw lost('another commit')
  said(job, commit, `${Object.keys(files).length} file(s) are in branch issued`)
}

function said(job: Job, commit: string | null, line: string): void {
  job.output('commit', commit ?? '')
  job.say(line)
}

function isThere({ tree }: Environment, { files }: Publication): boolean {
  const texts = new Map(tree.entries.flatMap(({ path, bytes }) => (bytes === null ? [] : [[path, new TextDecoder().decode(bytes)] as const])))
  return Object.entries(files).every(([path, text]) => text !== null && texts.get(path) === text)
}

const messageOf = ({ kind, source, digest }: Publication): string => `${DONE[kind]}\n\nMuhuri-Manifest: ${digest}\n${sourceTrailer(source)}\n`

const lost = (now: string): MuhuriError =>
  new MuhuriError('refused', `branch issued has moved to ${now} since this was made; nothing was published`, { hint: 'run it again from its first step' })
