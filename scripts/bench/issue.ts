import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { exportPkcs8 } from '../../src/pki/keys.ts'
import { type Cfssl, cfssl, type InFlight, type Served } from './cfssl.ts'
import { type Cost, cost, least } from './cost.ts'
import { type BenchHub, benchHub, benchSigner, environmentOf } from './hub.ts'
import { opensslSignatures } from './openssl.ts'
import { perSecond, type Row, rate } from './row.ts'
import { admitted, newRequests, signAll, withRequests } from './waiting.ts'

export interface IssueSize {
  /** Requests in one round. */
  readonly size: number
  readonly rounds: number
}

const KINDS = {
  p256: { name: 'P-256' },
  rsa2048: { name: 'RSA-2048' },
} as const

type Kind = keyof typeof KINDS

/**
 * Certificates per second. Ours: every CSR read and its proof verified, `check` of the whole environment, lint, signature, verification,
 * and the records in memory, in one thread. Theirs: the same requests over HTTP on loopback, connections kept open.
 */
export async function issueRows(kind: Kind, { size, rounds }: IssueSize): Promise<readonly Row[]> {
  const hub = await benchHub(kind, new Date(Math.floor(Date.now() / 1000) * 1000))
  const server = await cfssl({ certificate: hub.files.get('hub/ca/clients.pem') ?? '', key: exportPkcs8(hub.clients) })
  try {
    const measured = await measure(hub, server, { size, rounds })
    return rowsOf(kind, measured, size)
  } finally {
    await server?.stop()
  }
}

interface Measured {
  readonly ours: readonly Cost[]
  readonly theirs: ReadonlyMap<InFlight, readonly Served[]>
  readonly signatures: readonly number[]
}

async function measure(hub: BenchHub, server: Cfssl | null, { size, rounds }: IssueSize): Promise<Measured> {
  const bare = environmentOf(new Map([...hub.files, ...admitted(size)]))
  const signers = new Map([['clients', benchSigner('clients', hub.clients)]])
  const ours: Cost[] = []
  const theirs = new Map<InFlight, Served[]>([
    [1, []],
    [8, []],
  ])
  const signatures: number[] = []
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    const requests = newRequests(size)
    const { files } = memoryFolder()
    const own = await cost(() => signAll(withRequests(bare, requests), { at: hub.at, signers, files }))
    if (round > 0) ours.push(own)
    for (const [inFlight, served] of theirs) if (server !== null) served.push(await server.signAll([...requests.values()], inFlight))
    signatures.push(opensslSignatures(hub.clients.algorithm === 'sha256WithRSAEncryption' ? 'rsa2048' : 'ecdsap256'))
  }
  return { ours, theirs, signatures }
}

function rowsOf(kind: Kind, { ours, theirs, signatures }: Measured, size: number): readonly Row[] {
  const name = `issue, ${KINDS[kind].name} CA`
  const best = least(ours)
  const wall = Math.min(...ours.map(({ wallMs }) => wallMs))
  const against = (label: string, own: number, other: number): Row => {
    const [mine, their] = [perSecond(size, own), perSecond(size, other)]
    return { name, ours: rate(mine), baseline: `${rate(their)} ${label}`, ratio: mine / their, aim: { kind: 'least', value: 1 } }
  }
  const rows = [...theirs].flatMap(([inFlight, served]) =>
    served.length === 0 ? [] : [against(`cfssl, ${inFlight} in flight, wall`, wall, Math.min(...served.map(({ wallMs }) => wallMs)))],
  )
  const server = [...theirs.values()].flat().map(({ cpuMs }) => cpuMs)
  if (server.length > 0) rows.push(against('cfssl, CPU of its server', best.cpuMs, Math.min(...server)))
  const [own, raw] = [perSecond(size, best.cpuMs), Math.max(...signatures)]
  return [...rows, { name, ours: rate(own), baseline: `${rate(raw)} openssl speed, signatures`, ratio: own / raw }]
}
