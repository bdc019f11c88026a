/**
 * One party's traffic inside its network namespace, told by JSON lines on stdin: sends exactly the bytes it is given, and
 * serves what answers them. It has no privileges and no files: keys and certificates arrive with each order.
 */

import { X509Certificate } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as connectTls, createSecureContext } from 'node:tls'

const servers = new Map()

/** Whether an HTTP/1.1 response is complete without waiting for the end of the connection. */
function complete(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = text.slice(0, end)
  const length = /^content-length: *(\d+)/im.exec(head)
  if (length !== null) return text.length >= end + 4 + Number(length[1])
  return /^transfer-encoding: *chunked/im.test(head) && text.endsWith('0\r\n\r\n')
}

/** Connects, secures where asked, sends the bytes; says how far it came and what came back. */
function request({ host, port, local, prefix, tls, bytes, connectMs, answerMs }) {
  return new Promise((resolve) => {
    const outcome = { connected: false, secured: false, error: null, response: '' }
    const socket = connect({ host, port, ...(local === null ? {} : { localAddress: local }) })
    let timer = setTimeout(() => finish('connect timeout'), connectMs)
    let stream = socket
    const finish = (error) => {
      clearTimeout(timer)
      stream.destroy()
      socket.destroy()
      resolve({ ...outcome, error: outcome.error ?? error })
    }
    const talk = () => {
      stream.on('data', (chunk) => {
        outcome.response += chunk.toString('latin1')
        if (complete(outcome.response)) finish(null)
      })
      stream.write(Buffer.from(bytes, 'latin1'))
    }
    socket.on('error', (error) => finish(error.code ?? error.message))
    socket.on('connect', () => {
      outcome.connected = true
      clearTimeout(timer)
      timer = setTimeout(() => finish('answer timeout'), answerMs)
      if (prefix !== '') socket.write(Buffer.from(prefix, 'latin1'))
      if (tls === null) {
        socket.on('close', () => finish('closed'))
        return talk()
      }
      stream = connectTls({ socket, ALPNProtocols: ['http/1.1'], ...tls })
      stream.on('error', (error) => finish(error.code ?? error.message))
      stream.on('close', () => finish('closed'))
      stream.on('secureConnect', () => {
        outcome.secured = true
        talk()
      })
    })
  })
}

function echo(marker) {
  return (incoming, response) => {
    const peer = incoming.socket.getPeerCertificate?.()
    const body = JSON.stringify({
      method: incoming.method,
      target: incoming.url,
      headers: pairs(incoming.rawHeaders),
      from: incoming.socket.remoteAddress,
      certificate: peer?.raw?.toString('base64') ?? null,
    })
    incoming.resume()
    incoming.on('end', () => response.writeHead(200, { 'x-rehearsal': marker, connection: 'close', 'content-length': Buffer.byteLength(body) }).end(body))
  }
}

function pairs(raw) {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : []))
}

/** Contexts by the host names of their certificates; the first serves a caller that names none of them. */
function contextFor({ identities, ca }) {
  const known = identities.map(({ cert, key }) => ({ facts: new X509Certificate(cert), context: createSecureContext({ cert, key, ca }) }))
  return (host) => (known.find(({ facts }) => facts.checkHost(host) !== undefined) ?? known[0])?.context
}

/** Opens one listener. With `tls`, a caller without a certificate under `tls.ca` is refused. */
function serve({ server: name, address, port, marker, tls }) {
  const entry = { failures: [], context: tls === null ? () => undefined : contextFor(tls) }
  const options =
    tls === null
      ? {}
      : { ...tls.identities[0], ca: tls.ca, requestCert: true, rejectUnauthorized: true, SNICallback: (host, done) => done(null, entry.context(host)) }
  const listener = tls === null ? createHttpServer(echo(marker)) : createHttpsServer(options, echo(marker))
  listener.on('tlsClientError', (error) => entry.failures.push(error.code ?? error.message))
  servers.set(name, { entry, listener })
  return new Promise((resolve, reject) => {
    listener.on('error', reject)
    listener.listen({ port, host: address }, () => resolve({}))
  })
}

/** Other certificates for a listener that is already open. */
function certify({ server: name, tls }) {
  const { entry, listener } = servers.get(name)
  listener.setSecureContext({ ...tls.identities[0], ca: tls.ca })
  entry.context = contextFor(tls)
  return {}
}

function failures({ server: name }) {
  return { failures: servers.get(name).entry.failures.splice(0) }
}

const operations = { request, serve, certify, failures }

async function answer(message) {
  const said = await Promise.resolve()
    .then(() => operations[message.op](message))
    .catch((error) => ({ failure: error.message }))
  process.stdout.write(`${JSON.stringify({ id: message.id, ...said })}\n`)
}

createInterface({ input: process.stdin })
  .on('line', (line) => void answer(JSON.parse(line)))
  .on('close', () => process.exit(0))
process.stdout.write('{"ready":true}\n')
