import { bareCopy } from '../../src/adapters/request/bare-copy.ts'
import { revisionSource } from '../../src/adapters/revision.ts'
import type { Environment } from '../../src/model/environment.ts'
import { load } from '../../src/stages/load.ts'
import type { Job } from '../frame.ts'
import { remoteOf } from '../remote-of.ts'

const PEOPLE = /^(environment[.]yaml|hub\/hub[.]yaml|dfsps\/[^/]+\/dfsp[.]yaml)$/

/** Settings and people as the base branch has them: what was merged, read from Git, and nothing of the request. */
export async function basePeople(job: Job, base: string): Promise<Environment> {
  const copy = await bareCopy(remoteOf(job), job.temporary)
  await copy.fetch([{ from: base, to: 'refs/request/base' }])
  const tree = await revisionSource({ gitDir: copy.gitDir, revision: base, issued: null }).read()
  return load({ ...tree, entries: tree.entries.filter(({ path }) => PEOPLE.test(path)) })
}
