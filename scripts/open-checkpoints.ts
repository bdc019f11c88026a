import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileCheckpoints } from '../src/adapters/checkpoints/file.ts'
import { vaultCheckpoints } from '../src/adapters/checkpoints/vault.ts'
import { vaultServerAt } from '../src/adapters/signers/vault.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Checkpoints } from '../src/ports.ts'
import { text } from './arguments.ts'
import type { CommandOption, Invocation } from './command.ts'
import { signerEnv } from './open-signers.ts'
import { keysOf } from './write-changes.ts'

/** What every command takes that refuses an older state. */
export const checkpointOption: CommandOption = {
  type: 'string',
  help: "where it is kept what was seen last: a file, or vault:<mount>/<path>; default: checkpoint.json beside the keys, or Vault's KV where the signer is there",
}

const KV_MOUNT = 'secret'
const VAULT = 'vault:'

/**
 * The checkpoint that `--checkpoint` names, else that of the Vault that signs for the clients CA, else the file beside the keys.
 */
export function openCheckpoints(invocation: Invocation, dir: string, settings: EnvironmentFile): Checkpoints {
  const given = text(invocation, 'checkpoint')
  const signer = vaultSignerOf(settings)
  if (given?.startsWith(VAULT) === true) return inVault(invocation, given.slice(VAULT.length), settings)
  if (given !== undefined) return fileCheckpoints(outside(resolve(invocation.io.cwd, given), dir))
  if (signer !== undefined) return inVault(invocation, `${KV_MOUNT}/muhuri/${settings.id}`, settings)
  return fileCheckpoints(besideKeys(invocation, settings))
}

/** The same for a command that signs nothing: null where none is named and no folder of keys is there that one could lie in. */
export function standingCheckpoints(invocation: Invocation, dir: string, settings: EnvironmentFile): Checkpoints | null {
  if (text(invocation, 'checkpoint') !== undefined) return openCheckpoints(invocation, dir, settings)
  return existsSync(keysOf(invocation, settings.name).path) ? fileCheckpoints(besideKeys(invocation, settings)) : null
}

const besideKeys = (invocation: Invocation, { name }: EnvironmentFile): string => join(keysOf(invocation, name).path, 'checkpoint.json')

const vaultSignerOf = ({ signers }: EnvironmentFile) => Object.values(signers).find((signer) => signer.kind === 'vault')

function inVault(invocation: Invocation, place: string, settings: EnvironmentFile): Checkpoints {
  const [mount = '', ...rest] = place.split('/')
  const signer = vaultSignerOf(settings)
  const env = signerEnv(invocation)
  const address = env['MUHURI_VAULT_ADDRESS'] ?? signer?.address
  if (mount === '' || rest.length === 0)
    throw new MuhuriError('usage', `"${VAULT}${place}" is no place in Vault`, { hint: '--checkpoint vault:<mount>/<path>' })
  if (address === undefined)
    throw new MuhuriError('usage', 'no Vault is named: environment.yaml has no signer there, and MUHURI_VAULT_ADDRESS is not set', {
      hint: 'export MUHURI_VAULT_ADDRESS=https://<host>:8200',
    })
  return vaultCheckpoints({ server: vaultServerAt(address, env), mount, path: rest.join('/'), env })
}

/** Whoever can set the repository back would set it back with it. */
function outside(path: string, dir: string): string {
  const below = relative(dir, path)
  if (below !== '' && !below.startsWith('..')) throw new MuhuriError('usage', `"${path}" lies in the environment itself`, { hint: 'name a place outside it' })
  return path
}
