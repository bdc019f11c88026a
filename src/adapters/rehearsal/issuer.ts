import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { IssuerOrders } from '../../stages/rehearsal/scene.ts'
import { startInRoom } from './room.ts'
import type { Sandbox } from './sandbox.ts'

/** Starts the OpenID provider at a station; resolves when it listens. */
export async function startIssuer(sandbox: Sandbox, station: string, orders: IssuerOrders): Promise<void> {
  const program = await startInRoom(sandbox, 'issuer', { namespace: station, program: 'issuer.mjs' })
  await program.call({
    ...orders,
    keys: orders.keys.map(({ kid, alg, key }) => ({ ...createPrivateKey(key).export({ format: 'jwk' }), kid, alg, use: 'sig' })),
    clients: orders.clients.map(({ key, ...client }) => ({ ...client, jwks: key === null ? null : { keys: [publicJwk(key)] } })),
  })
}

function publicJwk(pem: string): object {
  const key = createPublicKey(pem)
  return { ...key.export({ format: 'jwk' }), alg: key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256', use: 'sig' }
}
