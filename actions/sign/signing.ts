import { resolve } from 'node:path'
import { TOOLKIT } from '../../scripts/toolkit-version.ts'
import { fileCheckpoints } from '../../src/adapters/checkpoints/file.ts'
import { vaultCheckpoints } from '../../src/adapters/checkpoints/vault.ts'
import { keyFolder } from '../../src/adapters/keys.ts'
import { random } from '../../src/adapters/random.ts'
import { openSigner } from '../../src/adapters/signers/index.ts'
import { vaultServerAt } from '../../src/adapters/signers/vault.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { EnvironmentFile } from '../../src/model/generated/files.ts'
import type { Checkpoints, Files, Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import type { SignRequest } from '../../src/stages/sign/run.ts'
import type { Job } from '../frame.ts'

const KV_MOUNT = 'secret'

/** What `sign` gets, whichever step asks; where nothing is signed, signers that are not there. */
export function signRequest(job: Job, environment: Environment, more: Pick<SignRequest, 'signers' | 'files' | 'sourceCommit'>): SignRequest {
  return { environment, findings: check(environment, { at: job.at }).findings, at: job.at, random, toolkit: TOOLKIT, ...more }
}

/** Files that are only read. */
export const NO_FILES: Files = { write: async () => {}, remove: async () => {} }

/** The signer of each CA that environment.yaml names one for, reached with the job's own identity; key files are refused. */
export async function openSigners(job: Job, { hub }: Environment, { signers, tier }: EnvironmentFile): Promise<ReadonlyMap<string, Signer>> {
  const place = { tier, keys: keyFolder(job.temporary), passphrase: null, env: signerEnv(job) }
  const opened = new Map<string, Signer>()
  for (const [ca, settings] of Object.entries(signers)) {
    const certificate = hub.ca.find(({ name }) => name === ca)?.parsed
    const known = certificate?.ok === true ? { publicKey: certificate.facts.publicKey.spki } : {}
    opened.set(ca, await openSigner(settings, { ca, ...place, ...known }))
  }
  return opened
}

/** The checkpoint of the Vault that signs, or the one that the input names. */
export function openCheckpoints(job: Job, settings: EnvironmentFile): Checkpoints {
  const given = job.input('checkpoint')
  if (given !== '' && !given.startsWith('vault:')) return fileCheckpoints(resolve(job.workspace, given))
  const signer = Object.values(settings.signers).find((one) => one.kind === 'vault')
  if (signer === undefined)
    throw new MuhuriError('refused', 'there is no place for the checkpoint: no signer of environment.yaml is in Vault', {
      hint: 'name a file that outlasts the job, outside the repository, with the input "checkpoint"',
    })
  const [mount = '', ...path] = (given === '' ? `${KV_MOUNT}/muhuri/${settings.id}` : given.slice('vault:'.length)).split('/')
  if (mount === '' || path.length === 0) throw new MuhuriError('usage', `the input "checkpoint" is "${given}"; expected vault:<mount>/<path>`)
  const env = signerEnv(job)
  return vaultCheckpoints({ server: vaultServerAt(signer.address, env), mount, path: path.join('/'), env })
}

const INPUTS = [
  ['vault-role', 'MUHURI_VAULT_ROLE'],
  ['vault-audience', 'MUHURI_VAULT_AUDIENCE'],
  ['vault-auth', 'MUHURI_VAULT_AUTH'],
] as const

function signerEnv(job: Job): Job['env'] {
  const given = INPUTS.flatMap(([input, variable]) => (job.input(input) === '' ? [] : [[variable, job.input(input)] as const]))
  return { ...job.env, ...Object.fromEntries(given) }
}
