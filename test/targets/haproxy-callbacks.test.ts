import { request as httpRequest } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { haproxy } from '../../src/targets/haproxy/haproxy.ts'
import { gatewayWorld, type World } from '../support/gateway-world.ts'
import { freePorts, type Gateway, startGateway, writeGateway } from '../support/live-gateway.ts'
import type { TestCertificate } from '../support/pki.ts'
import { testWith } from '../support/tools.ts'

const test = testWith('haproxy')

interface Arrived {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly host: string | undefined
  readonly from: string | undefined
  readonly client: unknown
  readonly sni: string | false | null | undefined
}

let world: World
let gateway: Gateway
let ports: Record<'ingress' | 'upstream' | 'outbound' | 'callback', number>
const arrived: Arrived[] = []
const servers: Server[] = []

beforeAll(async () => {
  ports = await freePorts('ingress', 'upstream', 'outbound', 'callback')
  world = gatewayWorld(ports)
  gateway = await startGateway(writeGateway(haproxy.render(world.desired), world.keys), ports.upstream, ports.ingress)
})

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((done) => server.close(done))
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop))
})

afterAll(async () => gateway?.close())

/** A DFSP's callback server that asks for a client certificate of its own CA. */
async function serve(address: string, { pem, key }: TestCertificate, ca: string): Promise<void> {
  const server = createServer({ cert: pem, key: key.privatePem, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const socket = request.socket as TLSSocket
    arrived.push({
      method: request.method,
      url: request.url,
      host: request.headers.host,
      from: socket.remoteAddress,
      client: socket.getPeerCertificate().subject.CN,
      sni: (socket as TLSSocket & { servername?: string }).servername,
    })
    response.writeHead(202).end()
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(ports.callback, address, done))
}

/** What the Hub's services get for a callback. */
function call(path: string, headers: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: ports.outbound, path, method: 'PUT', headers: ['Host', 'outbound', ...headers], setHost: false },
      (response) => response.resume().on('end', () => done(response.statusCode ?? 0)),
    )
    request.on('error', fail).end()
  })
}

const TO_GREEN = ['FSPIOP-Destination', 'Green-Bank']

describe('a callback', () => {
  test('reaches the DFSP below its base path, from the registered address, with the Hub’s certificate for it', async () => {
    const green = world.callbacks['greenbank']
    if (green === undefined) throw new Error('no greenbank')
    await serve('127.0.0.2', green.server, green.ca.pem)
    expect(await call('/transfers/1?x=1', TO_GREEN)).toBe(202)
    expect(arrived.at(-1)).toEqual({
      method: 'PUT',
      url: '/fspiop/transfers/1?x=1',
      host: `mojaloop.greenbank.example:${ports.callback}`,
      from: '127.0.0.1',
      client: 'switch',
      sni: 'mojaloop.greenbank.example',
    })
  })

  test('does not reach a server of another CA', async () => {
    const [green, blue] = [world.callbacks['greenbank'], world.callbacks['bluebank']]
    if (green === undefined || blue === undefined) throw new Error('no DFSP')
    const before = arrived.length
    await serve('127.0.0.2', blue.ca.issue({ names: [{ kind: 'dns', value: 'mojaloop.greenbank.example' }] }), green.ca.pem)
    expect(await call('/transfers/1', TO_GREEN)).toBe(503)
    expect(arrived).toHaveLength(before)
  })

  test('does not reach a server of the right CA with another host name', async () => {
    const green = world.callbacks['greenbank']
    if (green === undefined) throw new Error('no greenbank')
    const before = arrived.length
    await serve('127.0.0.2', green.ca.issue({ names: [{ kind: 'dns', value: 'other.greenbank.example' }] }), green.ca.pem)
    expect(await call('/transfers/1', TO_GREEN)).toBe(503)
    expect(arrived).toHaveLength(before)
  })

  test.each<[string, number, string, readonly string[]]>([
    ['without FSPIOP-Destination', 400, '/transfers/1', []],
    ['with two', 400, '/transfers/1', [...TO_GREEN, ...TO_GREEN]],
    ['with a comma in it', 400, '/transfers/1', ['FSPIOP-Destination', 'Green-Bank,bluebank']],
    ['with its underscore twin', 400, '/transfers/1', [...TO_GREEN, 'FSPIOP_Destination', 'bluebank']],
    ['with dot segments', 400, '/../admin', TO_GREEN],
    ['with encoded dot segments', 400, '/%2e%2e/admin', TO_GREEN],
    ['with an encoded slash', 400, '/..%2fadmin', TO_GREEN],
    ['to nobody', 403, '/transfers/1', ['FSPIOP-Destination', 'nobody']],
    ['to a suspended DFSP', 403, '/transfers/1', ['FSPIOP-Destination', 'redbank']],
  ])('%s is refused with %i', async (_, status, path, headers) => {
    expect(await call(path, headers)).toBe(status)
  })
})
