import type { Artefact, Environment, KeyRecord } from '../../model/environment.ts'
import type { CertificateFacts, CsrFacts, PublicKeyFacts } from '../../pki/facts.ts'
import type { Hold } from './hold.ts'
import { recordText } from './record.ts'
import type { SignRun } from './run.ts'

interface Seen {
  readonly purpose: string
  readonly dfsp: string | null
  readonly path: string
  readonly key: PublicKeyFacts
}

/** Writes `issued/keys/<spki>.json` for each key in the environment that has none yet; those of quarantined files wait. */
export async function recordKeys(run: SignRun, environment: Environment, hold: Hold): Promise<void> {
  const known = new Set(environment.issued.keys.map(({ name }) => name))
  for (const { purpose, dfsp, path, key } of keysSeen(environment)) {
    if (known.has(key.sha256) || hold(path, dfsp) !== null) continue
    known.add(key.sha256)
    const record: KeyRecord = { version: 1, spki: key.sha256, purpose, dfsp, commit: run.sourceCommit }
    await run.files.write(`issued/keys/${key.sha256}.json`, recordText(record))
  }
}

function keysSeen({ hub, dfsps }: Environment): readonly Seen[] {
  const ofHub = [...certificates('ca', hub.ca), ...certificates('server', hub.server), ...certificates('ca', hub.serverCa), ...keys('jws', hub.jws), ...keys('oauth', hub.oauth), ...keys('deploy', hub.deploy)]
  const ofDfsps = dfsps.flatMap((dfsp) => [
    ...certificates('ca', dfsp.ca),
    ...certificates('ca', dfsp.serverCa),
    ...certificates('server', dfsp.server),
    ...requests('client', dfsp.client),
    ...requests('hub-client', dfsp.hubClientRequests),
    ...certificates('hub-client', dfsp.hubClient),
    ...keys('jws', dfsp.jws),
    ...keys('oauth', dfsp.oauth),
    ...keys('officer', dfsp.officers),
  ])
  return [...ofHub, ...ofDfsps]
}

function certificates(purpose: string, artefacts: readonly Artefact<CertificateFacts | readonly CertificateFacts[]>[]): readonly Seen[] {
  return artefacts.flatMap(({ parsed, path, dfsp }) => {
    if (!parsed.ok) return []
    const [leaf] = [parsed.facts].flat()
    return leaf === undefined ? [] : [{ purpose, dfsp, path, key: leaf.publicKey }]
  })
}

const requests = (purpose: string, artefacts: readonly Artefact<CsrFacts>[]): readonly Seen[] =>
  artefacts.flatMap(({ parsed, path, dfsp }) => (parsed.ok ? [{ purpose, dfsp, path, key: parsed.facts.publicKey }] : []))

const keys = (purpose: string, artefacts: readonly Artefact<PublicKeyFacts>[]): readonly Seen[] =>
  artefacts.flatMap(({ parsed, path, dfsp }) => (parsed.ok ? [{ purpose, dfsp, path, key: parsed.facts }] : []))
