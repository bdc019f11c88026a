import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readAt } from '../../src/adapters/revision/read-at.ts'
import type { Environment } from '../../src/model/environment.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { ARTEFACT_NAME } from '../../src/model/layout.ts'
import { type OfficerSignatures, officersAgree } from '../../src/stages/officers/officers-agree.ts'
import type { Job } from '../frame.ts'
import type { OpenMain } from '../open-main.ts'

const LONGEST = 4096

/**
 * `refused` while fewer officers than demanded have signed the digest. Their signatures lie in branch `officers` as
 * `<digest>/<name>.sig`, or as `<name>.sig` in the folder that the input `signatures` names.
 */
export async function requireOfficers(
  job: Job,
  main: OpenMain,
  { environment, digest }: { readonly environment: Environment; readonly digest: string },
): Promise<void> {
  const names = environment.hub.officers.map(({ name }) => name)
  const signatures = new Map([...(await inFolder(job)), ...inBranch(main, names, digest)])
  const { required, agreed, ok } = officersAgree(environment, digest, signatures)
  if (!ok)
    throw new MuhuriError('refused', `${agreed.length} of ${required} officers have signed the manifest ${digest}: ${agreed.join(', ') || 'none'}`, {
      hint: `printf 'muhuri-signing-v1\\n${environment.settings?.value?.id ?? ''}\\n${digest}\\n' | openssl dgst -sha256 -sign <key> | base64 -w0 > <name>.sig; put it into branch officers as ${digest}/<name>.sig`,
    })
  if (required > 0) job.say(`officers: ${agreed.join(', ')}`)
}

function inBranch({ gitDir, officers }: OpenMain, names: readonly string[], digest: string): OfficerSignatures {
  if (officers === null) return new Map()
  const found = readAt(
    gitDir,
    names.map((name) => ({ commit: officers, path: `${digest}/${name}.sig` })),
  )
  return new Map(names.flatMap((name, index) => textOf(name, found[index] ?? null)))
}

async function inFolder(job: Job): Promise<OfficerSignatures> {
  const given = job.input('signatures')
  if (given === '') return new Map()
  const folder = resolve(job.workspace, given)
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.sig') && ARTEFACT_NAME.test(file.slice(0, -'.sig'.length)))
  const read = await Promise.all(files.map(async (file) => textOf(file.slice(0, -'.sig'.length), await readFile(join(folder, file)))))
  return new Map(read.flat())
}

const textOf = (name: string, bytes: Uint8Array | null): readonly (readonly [string, string])[] =>
  bytes === null || bytes.length > LONGEST ? [] : [[name, new TextDecoder().decode(bytes)]]
