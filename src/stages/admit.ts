import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { EnvironmentFile, HubFile } from '../model/generated/files.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from './change-set.ts'
import { hubClientRequest } from './rotate/hub-client.ts'
import { yamlText } from './yaml-text.ts'

export interface AdmitInput {
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly hub: HubFile
  readonly id: string
  readonly name: string
  readonly country: string
  readonly owners: readonly number[]
  readonly roles: readonly string[]
  readonly currencies: readonly string[]
  readonly fspId: string | null
  /** File names that the key folder already holds. */
  readonly takenKeys: ReadonlySet<string>
  readonly at: Date
}

/** A DFSP's folder as the Hub begins it: its profile, status admitted, and the Hub's own CSR for the DFSP's CA to sign. */
export function admission(input: AdmitInput): ChangeSet {
  const { environment, settings, hub, id, at } = input
  if (environment.dfsps.some((dfsp) => dfsp.id === id && dfsp.profile !== null))
    throw new MuhuriError('usage', `"${id}" is already in dfsps/; an id is given once`, { hint: `muhuri status --dfsp ${id}` })
  return joinChanges([
    { ...NO_CHANGES, files: [{ path: `dfsps/${id}/dfsp.yaml`, text: profileText(input) }] },
    hubClientRequest(id, { settings, hub, at, takenKeys: input.takenKeys, there: [] }),
  ])
}

function profileText({ id, name, country, owners, roles, currencies, fspId }: AdmitInput): string {
  const profile = {
    name,
    country,
    status: 'admitted',
    owners,
    roles,
    currencies,
    ...(fspId === null ? {} : { fspId }),
    oauth: { client: id },
    contacts: [],
  }
  return yamlText(profile, 'Who the DFSP is and what it may do. Only the Hub changes this file.')
}
