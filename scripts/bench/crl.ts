import type { RevokedInput } from '../../src/pki/build-crl.ts'
import { newSerial } from '../../src/pki/keys.ts'
import { crlTimes, signCrl } from '../../src/stages/sign/crl.ts'
import { type Cost, cost, least } from './cost.ts'
import { benchHub, benchSigner, environmentOf } from './hub.ts'
import { ms, type Row } from './row.ts'

const LIMIT_MS = 1000

/** A CRL built, signed, read back and verified, as `sign` writes it. */
export async function crlRows({ size, rounds }: { readonly size: number; readonly rounds: number }): Promise<readonly Row[]> {
  const hub = await benchHub('p256', new Date(Math.floor(Date.now() / 1000) * 1000))
  const ca = environmentOf(hub.files).hub.ca.find(({ name }) => name === 'clients')?.parsed
  if (ca?.ok !== true) throw new Error('the CA cannot be read')
  const signer = benchSigner('clients', hub.clients)
  const costs: Cost[] = []
  for (let round = 0; round < rounds; round++) {
    const entries = Array.from({ length: size }, (): RevokedInput => ({ serial: newSerial(), revokedAt: hub.at, reason: 'keyCompromise' }))
    const content = { number: BigInt(round + 1), entries, ...crlTimes(hub.at, { days: 7, backdateMinutes: 5 }) }
    costs.push(await cost(() => signCrl({ certificate: ca.facts, signer }, content)))
  }
  const { cpuMs } = least(costs)
  return [{ name: `CRL of ${size} entries`, ours: ms(cpuMs), baseline: ms(LIMIT_MS), ratio: cpuMs / LIMIT_MS, aim: { kind: 'most', value: 1 } }]
}
