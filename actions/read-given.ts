import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MuhuriError } from '../src/model/errors.ts'
import { type Publication, type PublicationKind, readPublication } from '../src/model/publication.ts'
import type { Job } from './frame.ts'

/** What a job may hand to another. */
const MOST_BYTES = 2 ** 27

/** The file that an input names, of bounded size. */
export async function givenText(job: Job, name: string): Promise<string> {
  const path = resolve(job.workspace, job.required(name))
  try {
    if ((await stat(path)).size > MOST_BYTES) throw new MuhuriError('refused', `the file of the input "${name}" has more than ${MOST_BYTES} bytes`)
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof MuhuriError) throw cause
    throw new MuhuriError('usage', `the file that the input "${name}" names cannot be read`, { cause })
  }
}

/** The publication that an input names, of one of these kinds and with the digest that the input `digest` demands; else `refused`. */
export async function givenPublication(job: Job, name: string, kinds: readonly PublicationKind[]): Promise<Publication> {
  const publication = readPublication(await givenText(job, name))
  if (publication === null || !kinds.includes(publication.kind))
    throw new MuhuriError('refused', `the file of the input "${name}" is no publication of this step`)
  requireDigest(job, publication.digest)
  if (publication.source !== job.commit('main-sha'))
    throw new MuhuriError('refused', `it was made from ${publication.source}; expected ${job.commit('main-sha')}`)
  return publication
}

/** `refused` where what is there is not what the step before agreed to. */
export function requireDigest(job: Job, digest: string): void {
  const wanted = job.required('digest')
  if (!/^[0-9a-f]{64}$/.test(wanted)) throw new MuhuriError('usage', `the input "digest" is "${wanted}"; expected 64 hex digits`)
  if (digest !== wanted)
    throw new MuhuriError('refused', `the digest is ${digest}, and what was agreed to has ${wanted}: something changed meanwhile, and nothing is done`, {
      hint: 'run it again from its first step',
    })
}
