import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { EnvironmentFile, HubFile } from '../../model/generated/files.ts'
import { exportPkcs8, generateKey } from '../../pki/keys.ts'
import { clientRequest } from '../certify.ts'
import { type ChangeSet, joinChanges } from '../change-set.ts'
import { freeName } from '../free-name.ts'
import type { RotateInput } from './rotate-input.ts'

interface RequestInput {
  readonly settings: EnvironmentFile
  readonly hub: HubFile
  readonly at: Date
  readonly takenKeys: ReadonlySet<string>
  /** Names of the requests that are there. */
  readonly there: readonly string[]
}

/** A new key of the Hub's for calls to one DFSP, and the CSR for the DFSP's CA to sign. */
export function hubClientRequest(id: string, { settings, hub, at, takenKeys, there }: RequestInput): ChangeSet {
  const prefix = `hub-client-${id}-`
  const name = freeName(at, { there, keys: takenKeys, prefix })
  const key = generateKey('p256')
  return {
    files: [
      { path: `dfsps/${id}/hub-client/${name}.csr`, text: clientRequest({ country: hub.country, organization: hub.name, commonName: settings.hub }, key) },
    ],
    keys: [{ name: `${prefix}${name}.key`, text: exportPkcs8(key) }],
    notes: [],
  }
}

/** The same for the DFSP named, or for every one that is admitted or active. */
export function rotateHubClient(input: RotateInput, id: string | null): ChangeSet {
  const dfsps = input.environment.dfsps.filter((dfsp) => (id === null ? isServed(dfsp) : dfsp.id === id))
  if (dfsps.length === 0) throw new MuhuriError('usage', id === null ? 'no DFSP is admitted or active' : `there is no DFSP "${id}"`)
  return joinChanges(
    dfsps.map((dfsp) => hubClientRequest(dfsp.id, { ...input, there: [...dfsp.hubClientRequests, ...dfsp.hubClient].map(({ name }) => name) })),
  )
}

function isServed({ profile }: Environment['dfsps'][number]): boolean {
  return profile?.value?.status === 'admitted' || profile?.value?.status === 'active'
}
