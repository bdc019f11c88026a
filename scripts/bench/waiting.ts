import { random } from '../../src/adapters/random.ts'
import type { Environment } from '../../src/model/environment.ts'
import { generateKey } from '../../src/pki/keys.ts'
import type { Files, Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import { parsers, readArtefact } from '../../src/stages/load/read-artefact.ts'
import { type Reissue, type SignReport, sign } from '../../src/stages/sign.ts'
import { TOOLKIT } from '../toolkit-version.ts'
import { dfspId, profileText, request } from './dfsp-folder.ts'

const NAME = '2026-11'

/** `dfsp.yaml` of so many admitted DFSPs, by path. */
export const admitted = (count: number): ReadonlyMap<string, string> =>
  new Map(Array.from({ length: count }, (_, index) => [`dfsps/${dfspId(index)}/dfsp.yaml`, profileText(dfspId(index), index, 'admitted')]))

/** A new key's request for each of so many DFSPs: PEM by id. */
export const newRequests = (count: number): ReadonlyMap<string, string> =>
  new Map(Array.from({ length: count }, (_, index) => [dfspId(index), request(generateKey('p256'), dfspId(index))]))

/** The environment with these requests in it, each read, and its proof of possession verified, here. */
export function withRequests(environment: Environment, requests: ReadonlyMap<string, string>): Environment {
  const dfsps = environment.dfsps.map((dfsp) => {
    const pem = requests.get(dfsp.id)
    if (pem === undefined) return dfsp
    const place = { path: `dfsps/${dfsp.id}/client/${NAME}.csr`, name: NAME, dfsp: dfsp.id, bytes: Buffer.from(pem) }
    return { ...dfsp, client: [readArtefact(place, parsers.csr)] }
  })
  return { ...environment, dfsps }
}

export interface Signing {
  readonly at: Date
  readonly signers: ReadonlyMap<string, Signer>
  readonly files: Files
  readonly reissue?: Reissue
}

/** `check` and `sign` as the command runs them; throws where anything was refused, or not everyone was served. */
export async function signAll(environment: Environment, { at, ...rest }: Signing): Promise<SignReport> {
  const { findings } = check(environment, { at })
  const report = await sign({ environment, findings, at, random, sourceCommit: null, toolkit: TOOLKIT, ...rest })
  const [refused] = report.refused
  if (refused !== undefined) throw new Error(`${refused.path}: ${refused.code} ${refused.message}`)
  if (report.issued.length !== environment.dfsps.length) throw new Error(`${report.issued.length} of ${environment.dfsps.length} were issued`)
  return report
}
