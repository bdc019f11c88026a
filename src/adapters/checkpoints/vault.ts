import { type Checkpoint, checkpointText, readCheckpoint } from '../../model/checkpoint.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { Checkpoints } from '../../ports.ts'
import { askVault, callVault, type Json, type VaultServer } from '../signers/vault-client.ts'
import { objectIn } from '../signers/vault-key.ts'
import { vaultToken } from '../signers/vault-login.ts'
import { damaged, overtaken } from './file.ts'

export interface VaultPlace {
  readonly server: VaultServer
  /** Mount of a KV engine, version 2. */
  readonly mount: string
  /** Of the secret, below the mount. */
  readonly path: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The checkpoint in Vault's KV version 2, replaced by compare-and-swap: of two runs at once one is refused. */
export function vaultCheckpoints({ server, mount, path, env }: VaultPlace): Checkpoints {
  const place = `vault:${mount}/${path}`
  const address = [...mount.split('/'), 'data', ...path.split('/')]
  let token: string | null = null
  let version = 0
  const login = async (): Promise<string> => {
    token ??= await vaultToken(server, { ca: 'checkpoint', env })
    return token
  }
  return {
    place,
    read: async () => {
      const answer = await askVault(server, { method: 'GET', path: address, token: await login() })
      version = answer === null ? 0 : versionIn(answer, place)
      return answer === null ? null : checkpointIn(answer, place)
    },
    write: async (checkpoint) => {
      const body = { options: { cas: version }, data: { checkpoint: checkpointText(checkpoint) } }
      const answer = await callVault(server, { method: 'POST', path: address, token: await login(), body }).catch((cause: unknown) => {
        throw cause instanceof MuhuriError && cause.message.includes(' answers 400') ? overtaken(place) : cause
      })
      const written = objectIn(answer, 'data')?.['version']
      if (typeof written !== 'number') throw damaged(place)
      version = written
    },
  }
}

function versionIn(answer: Json, place: string): number {
  const version = objectIn(objectIn(answer, 'data'), 'metadata')?.['version']
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) throw damaged(place)
  return version
}

function checkpointIn(answer: Json, place: string): Checkpoint {
  const text = objectIn(objectIn(answer, 'data'), 'data')?.['checkpoint']
  const checkpoint = typeof text === 'string' ? readCheckpoint(text) : null
  if (checkpoint === null) throw damaged(place)
  return checkpoint
}
