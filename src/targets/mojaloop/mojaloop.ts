import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import { currentKey, peers } from '../../model/peers.ts'
import type { HubTarget } from '../target.ts'
import { ENDPOINT_TYPES } from './endpoint-types.ts'

/**
 * For the Hub's Mojaloop services: participants with their callback rows, and the directory of JWS verification keys.
 * Every row leads to the outbound gateway, which knows from FSPIOP-Destination where to go. It changes nothing itself:
 * the rows are the input of whatever provisions central-ledger.
 */
export const mojaloop: HubTarget = {
  name: 'mojaloop',
  side: 'hub',
  audit: (desired) =>
    desired.dfsps
      .filter(({ served, fspId }) => served && (fspId.length < 2 || fspId.length > 30))
      .map(({ id, fspId }) => ({ dfsp: id, problem: `central-ledger takes participant names of 2 to 30 characters; "${fspId}" has ${fspId.length}` })),
  render: (desired) => [
    { path: 'participants.json', text: `${JSON.stringify({ participants: participants(desired) }, null, 2)}\n` },
    ...peers(desired).flatMap((peer) => {
      const key = currentKey(peer, desired.asOf)
      return key === null ? [] : [{ path: `jws/${peer.fspId}.pem`, text: key.pem }]
    }),
  ],
}

/** Suspended ones stay, inactive: central-ledger never forgets a participant. */
function participants(desired: Desired): readonly unknown[] {
  return desired.dfsps
    .filter(({ status }) => status !== 'admitted')
    .map((dfsp) => ({ name: dfsp.fspId, isActive: dfsp.served, currencies: dfsp.currencies, endpoints: dfsp.served ? endpoints(desired, dfsp) : [] }))
}

function endpoints({ hub }: Desired, { callbacks }: DesiredDfsp): readonly { readonly type: string; readonly value: string }[] {
  if (callbacks.length === 0) return []
  return ENDPOINT_TYPES.map(([type, template]) => ({ type, value: `${hub.outbound.url.replace(/\/$/, '')}${template}` }))
}
