import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { EnvironmentFile, HubFile } from '../model/generated/files.ts'
import { exportPkcs8, generateKey } from '../pki/keys.ts'
import { artefactName } from './artefact-name.ts'
import { clientRequest } from './certify.ts'
import type { ChangeSet } from './change-set.ts'
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
  const name = freeName(input, at)
  const key = generateKey('p256')
  return {
    files: [
      { path: `dfsps/${id}/dfsp.yaml`, text: profileText(input) },
      { path: `dfsps/${id}/hub-client/${name}.csr`, text: clientRequest({ country: hub.country, organization: hub.name, commonName: settings.hub }, key) },
    ],
    keys: [{ name: hubClientKeyName(id, name), text: exportPkcs8(key) }],
    notes: [],
  }
}

const hubClientKeyName = (id: string, name: string): string => `hub-client-${id}-${name}.key`

function freeName({ id, takenKeys }: AdmitInput, at: Date): string {
  const prefix = hubClientKeyName(id, '').slice(0, -'.key'.length)
  const taken = [...takenKeys].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length, -'.key'.length))
  return artefactName(at, new Set(taken))
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
