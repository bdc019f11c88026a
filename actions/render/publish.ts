import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { requireStillOnMain } from '../../src/adapters/main-copy.ts'
import { sourceTrailer } from '../../src/adapters/revision/published-source.ts'
import { treeOutbox } from '../../src/adapters/tree-outbox.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { readPrivateKey } from '../../src/pki/keys.ts'
import type { Signer } from '../../src/ports.ts'
import { signManifest } from '../../src/stages/manifest-signature.ts'
import { filesDigest, unsignedManifests } from '../../src/stages/rendered-publication.ts'
import type { Job } from '../frame.ts'
import { hostOf, openMain } from '../open-main.ts'
import { givenPublication } from '../read-given.ts'

const BRANCH = 'heads/deploy'

/**
 * The step with the deploy key: signs the manifests of what was rendered and moves branch `deploy`, by compare-and-swap. `refused`, with
 * nothing moved, where the branch or main has gone elsewhere since, or where a manifest does not say exactly what lies with it.
 */
export async function publishStep(job: Job): Promise<void> {
  const publication = await givenPublication(job, 'rendered', ['rendered'])
  if (filesDigest(publication.files) !== publication.digest) throw new MuhuriError('refused', 'the files are not those of the digest')
  const main = await openMain(job)
  if (publication.onto !== main.deploy) throw lost(main.deploy)
  const environment = await main.at(main.source)
  const [standing, after] = [treeOutbox(main.gitDir, main.deploy), treeOutbox(main.gitDir, main.deploy)]
  for (const [path, text] of Object.entries(publication.files)) await (text === null ? after.remove(path) : after.write(path, text))
  const manifests = await unsignedManifests({ environment, publication, standing, after })
  if (typeof manifests === 'string') throw new MuhuriError('refused', `what was rendered is not signed: ${manifests}`)
  const signer = await deployKey(job, environment)
  for (const { path, text } of manifests) await after.write(path.replace(/json$/, 'sig'), await signManifest(text, signer))
  await requireStillOnMain(main, main)
  const files = Object.fromEntries([...after.changes].map(([path, text]) => [path, text === null ? null : new TextEncoder().encode(text)]))
  const message = `Render ${publication.source.slice(0, 12)}\n\n${sourceTrailer(publication.source)}\n`
  const host = hostOf(job)
  const commit = await host.commit({ parent: main.deploy, message, files })
  if ((await host.moveRef(BRANCH, main.deploy, commit)) === 'lost') throw lost('another commit')
  job.output('commit', commit)
  job.say(`${Object.keys(files).length} file(s) are in branch deploy; ${manifests.length} manifest(s) are signed`)
}

/** The key of `hub/deploy` that the input holds, or the file (or descriptor) that it names. */
async function deployKey(job: Job, { hub }: Environment): Promise<Signer> {
  const pem = await givenKey(job)
  const key = read(pem)
  const { algorithm } = key
  const isKnown = hub.deploy.some(({ parsed }) => parsed.ok && Buffer.from(parsed.facts.spki).equals(Buffer.from(key.publicKey)))
  if (algorithm === 'ecdsa-with-SHA512' || !isKnown)
    throw new MuhuriError('refused', 'the deploy key is none of hub/deploy', { hint: 'muhuri rotate deploy makes one' })
  return { algorithm, publicKey: key.publicKey, sign: async (bytes) => key.sign(bytes) }
}

async function givenKey(job: Job): Promise<string> {
  const file = job.input('deploy-key-file')
  if (file === '') {
    const pem = job.required('deploy-key')
    for (const line of pem.split('\n')) if (line.trim() !== '') job.secret(line.trim())
    return pem
  }
  try {
    return await readFile(file.startsWith('fd:') ? `/dev/fd/${file.slice('fd:'.length)}` : resolve(job.workspace, file), 'utf8')
  } catch (cause) {
    throw new MuhuriError('usage', 'the file that the input "deploy-key-file" names cannot be read', { cause })
  }
}

function read(pem: string): ReturnType<typeof readPrivateKey> {
  try {
    return readPrivateKey(pem)
  } catch (cause) {
    throw new MuhuriError('refused', 'the deploy key cannot be read as a private key', { cause })
  }
}

const lost = (now: string | null): MuhuriError =>
  new MuhuriError('refused', `branch deploy is at ${now ?? 'nothing'}, which is not what this was rendered onto; nothing was published`, {
    hint: 'run it again from its first step',
  })
