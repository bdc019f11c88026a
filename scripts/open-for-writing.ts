import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile, HubFile } from '../src/model/generated/files.ts'
import type { Io } from './command.ts'
import { openEnvironment } from './open-environment.ts'

/** The environment in a folder, for a command that adds to it: its settings must be readable. */
export async function openForWriting(dir: string, io: Io): Promise<{ readonly environment: Environment; readonly settings: EnvironmentFile }> {
  const environment = await openEnvironment(dir, io)
  const settings = environment.settings?.value ?? null
  if (settings === null)
    throw new MuhuriError('usage', environment.settings === null ? `"${dir}" holds no environment.yaml` : 'environment.yaml cannot be read', {
      hint: 'muhuri check',
    })
  return { environment, settings }
}

/** `hub/hub.yaml`; `usage` where it is missing or cannot be read. */
export function hubOf({ hub }: Environment): HubFile {
  const profile = hub.profile?.value ?? null
  if (profile === null) throw new MuhuriError('usage', 'hub/hub.yaml is missing or cannot be read', { hint: 'muhuri check' })
  return profile
}
