import { createHash, sign } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { Desired } from '../../src/model/desired.ts'
import { haproxy } from '../../src/targets/haproxy/haproxy.ts'
import { gatewayWorld, type World } from '../support/gateway-world.ts'
import { freePorts, send, startGateway, writeGateway } from '../support/live-gateway.ts'
import { testWith } from '../support/tools.ts'

const test = testWith('haproxy')
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** One good request against a gateway over this model, as 127.0.0.2; with lines in the operator's list. */
async function statusOf({
  change = (desired) => desired,
  deny = [],
  as = 'greenbank',
}: {
  readonly change?: (desired: Desired, world: World) => Desired
  readonly deny?: readonly string[] | ((world: World) => readonly string[])
  readonly as?: string
}): Promise<number> {
  const ports = await freePorts('ingress', 'upstream', 'outbound', 'callback')
  const world = gatewayWorld(ports)
  const folder = writeGateway(haproxy.render(change(world.desired, world)), world.keys)
  appendFileSync(join(folder, 'deny.lst'), (typeof deny === 'function' ? deny(world) : deny).map((line) => `${line}\n`).join(''))
  const gateway = await startGateway(folder, ports.upstream, ports.outbound)
  try {
    const [status = 0] = await send({ port: ports.ingress, localAddress: '127.0.0.2', certificate: world.leaves[as] ?? null, requests: [request(world)] })
    return status
  } finally {
    await gateway.close()
  }
}

function request(world: World): string {
  const thumbprint = createHash('sha256')
    .update(world.leaves['greenbank']?.der ?? new Uint8Array())
    .digest('base64url')
  const claims = {
    iss: world.desired.hub.token.issuer,
    aud: 'fspiop',
    exp: Math.floor(Date.now() / 1000) + 300,
    azp: 'greenbank-client',
    cnf: { 'x5t#S256': thumbprint },
  }
  const input = `${base64url({ alg: 'RS256', kid: 'k1' })}.${base64url(claims)}`
  const token = `${input}.${sign('sha256', Buffer.from(input), world.token.privateKey).toString('base64url')}`
  return ['GET /parties/x HTTP/1.1', 'Host: hub.example', 'FSPIOP-Source: Green-Bank', `Authorization: Bearer ${token}`, '', ''].join('\r\n')
}

const hub = (desired: Desired, part: Partial<Desired['hub']>): Desired => ({ ...desired, hub: { ...desired.hub, ...part } })

describe("the operator's deny list", () => {
  test.each<[string, readonly string[] | ((world: World) => readonly string[])]>([
    ['the fingerprint', ({ desired }) => [desired.dfsps.find(({ id }) => id === 'greenbank')?.pins[0]?.sha256 ?? '']],
    ['the id', ['greenbank']],
    ['the FspId', ['GREEN-BANK']],
    ['the address', ['127.0.0.2']],
    ['a network around the address', ['127.0.0.0/14']],
    ['a network of an odd length', ['127.0.0.2/31']],
    ['everyone', ['0.0.0.0/0']],
  ])('stops a DFSP by %s', async (_, deny) => {
    expect(await statusOf({ deny })).toBe(403)
  })
  test('lets pass whom it does not name', async () => {
    expect(await statusOf({ deny: ['# greenbank', 'bluebank', '127.0.0.4/30', '2001:db8::/32'] })).toBe(200)
  })
})

describe('certificate revocation lists', () => {
  const times = (from: number, to: number): { thisUpdate: Date; nextUpdate: Date } => ({
    thisUpdate: new Date(Date.now() + from),
    nextUpdate: new Date(Date.now() + to),
  })
  const lists = (world: World, time: { thisUpdate: Date; nextUpdate: Date }): Desired['hub']['clientCrls'] => [
    {
      ca: 'clients',
      pem: world.clients.crl({
        ...time,
        entries: [{ serial: world.leaves['revoked']?.serial ?? '', revokedAt: new Date(Date.now() - 60_000), reason: 'keyCompromise' }] as never,
      }).pem,
    },
    { ca: 'root', pem: world.root.crl(time).pem },
  ]
  test.each([
    ['over', -7_200_000, -3_600_000],
    ['not begun', 3_600_000, 7_200_000],
  ])('whose time is %s keep a good client in and a revoked one out', async (_, from, to) => {
    const change = (desired: Desired, world: World): Desired => hub(desired, { clientCrls: lists(world, times(from, to)) })
    expect(await statusOf({ change })).toBe(200)
    expect(await statusOf({ change, as: 'revoked' })).toBe(0)
  })
  test('of the root may be missing', async () => {
    expect(await statusOf({ change: (desired) => hub(desired, { clientCrls: desired.hub.clientCrls.slice(0, 1) }) })).toBe(200)
  })
  test('of the issuing CA may not be missing', async () => {
    expect(await statusOf({ change: (desired) => hub(desired, { clientCrls: desired.hub.clientCrls.slice(1) }) })).toBe(0)
    expect(await statusOf({ change: (desired) => hub(desired, { clientCrls: [] }) })).toBe(403)
  })
})

describe('a gateway', () => {
  test('over nothing but a server certificate starts and refuses', async () => {
    expect(await statusOf({ change: (desired) => ({ ...hub(desired, { token: { ...desired.hub.token, keys: [] } }), roles: {}, dfsps: [] }) })).toBe(403)
  })
  test('without a server certificate does not listen for DFSPs', async () => {
    expect(await statusOf({ change: (desired) => hub(desired, { serverChains: [] }) })).toBe(0)
  })
  test('without a key of the token issuer refuses', async () => {
    expect(await statusOf({ change: (desired) => hub(desired, { token: { ...desired.hub.token, keys: [] } }) })).toBe(401)
  })
  test('behind a load balancer refuses whoever does not speak for it', async () => {
    expect(
      await statusOf({ change: (desired) => hub(desired, { ingress: { ...desired.hub.ingress, proxyFrom: [{ cidr: '127.0.0.7/32', family: 4 }] } }) }),
    ).toBe(0)
  })
})
