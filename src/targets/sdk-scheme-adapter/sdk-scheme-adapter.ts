import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import { currentKey, peers } from '../../model/peers.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import type { DfspTarget, TargetProblem } from '../target.ts'
import { hubClientCa, hubServerCa } from '../trust-bundle.ts'
import { composeFile } from './compose.ts'
import { environmentFile } from './environment-file.ts'

/**
 * The Mojaloop SDK scheme adapter of one DFSP: its environment, trust and certificates, and everyone's JWS keys by
 * FspId. The private keys are the DFSP's to put beside them: `secrets/serverkey.pem`, `secrets/clientkey.pem`,
 * `secrets/jwsSigningKey.key`.
 */
export const sdkSchemeAdapter: DfspTarget = {
  name: 'sdk-scheme-adapter',
  side: 'dfsp',
  audit: problems,
  render: (desired, dfsp) => [
    { path: 'sdk.env', text: environmentFile(desired, dfsp) },
    { path: 'compose.yaml', text: composeFile() },
    { path: 'secrets/cacert.pem', text: hubClientCa(dfsp) },
    { path: 'secrets/hub-ca.pem', text: hubServerCa(desired) },
    { path: 'secrets/clientcert.pem', text: clientCertificate(dfsp) },
    { path: 'secrets/servercert.pem', text: dfsp.serverChains[0]?.pem ?? '' },
    ...verificationKeys(desired, dfsp),
  ],
}

/** The newest that is not revoked; the SDK sends it alone, the Hub holds its issuer. */
function clientCertificate(dfsp: DesiredDfsp): string {
  return dfsp.pins.find(({ revoked }) => !revoked)?.pem ?? ''
}

/** One slot for each FspId: the newest key in use. */
function verificationKeys(desired: Desired, dfsp: DesiredDfsp): readonly RenderedFile[] {
  return peers(desired)
    .filter(({ fspId }) => fspId !== dfsp.fspId)
    .flatMap((peer) => {
      const key = currentKey(peer, desired.asOf)
      return key === null ? [] : [{ path: `secrets/jwsVerificationKeys/${peer.fspId}.pem`, text: key.pem }]
    })
}

function problems(desired: Desired, dfsp: DesiredDfsp): readonly TargetProblem[] {
  const others = peers(desired).filter(({ fspId }) => fspId !== dfsp.fspId)
  const crowded = others.filter(({ keys }) => keys.length > 1).map(({ fspId }) => fspId)
  const found = [
    clientCertificate(dfsp) === '' ? 'no client certificate is issued to it yet: secrets/clientcert.pem is empty' : null,
    dfsp.serverChains.length === 0 ? 'it has no server certificate: secrets/servercert.pem is empty' : null,
    dfsp.hubClients.length === 0 ? 'its CA has issued no client certificate to the Hub: secrets/cacert.pem is empty' : null,
    crowded.length === 0 ? null : `the SDK keeps one JWS key for each FspId; of ${crowded.join(', ')} only the newest in use is there`,
  ]
  return found.flatMap((problem) => (problem === null ? [] : [{ dfsp: dfsp.id, problem }]))
}
