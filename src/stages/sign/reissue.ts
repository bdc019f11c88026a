import { MuhuriError } from '../../model/errors.ts'
import { mayIssueClients, type PendingRequest, pendingRequests } from '../pending.ts'
import type { Reissue, SignRun } from './run.ts'

/**
 * CSRs whose key has a certificate of another CA and none of this one, of the DFSPs that are meant: what a change of CA
 * leaves to do. `refused` where the CA may not issue client certificates now, or its signer is not at hand.
 */
export function reissueRequests(run: SignRun, { ca, dfsps }: Reissue): readonly PendingRequest[] {
  const { environment, at } = run
  if (!mayIssueClients(environment, ca, at))
    throw new MuhuriError('refused', `"${ca}" is no CA of the Hub that may issue client certificates now`, { hint: 'muhuri rotate ca --ca clients --dir .' })
  if (!run.cas.has(ca)) throw new MuhuriError('refused', `the CA "${ca}" has no signer in environment.yaml`, { hint: `add signers.${ca} to environment.yaml` })
  const unknown = [...(dfsps ?? [])].find((id) => !environment.dfsps.some((dfsp) => dfsp.id === id))
  if (unknown !== undefined) throw new MuhuriError('usage', `there is no DFSP "${unknown}"`)
  return pendingRequests(environment, at, ca).filter(({ dfsp, reissueOf }) => (dfsps === null || dfsps.has(dfsp.id)) && reissueOf !== null)
}
