/** A real HAProxy on loopback over rendered files, with an echo service behind it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import type { RenderedFile } from '../../src/model/rendered.ts'
import type { TestCertificate } from './pki.ts'

/** What the service behind the gateway saw. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface Gateway {
  /** Lines that HAProxy logged. */
  readonly log: readonly string[]
  /** What reached the service, in order. */
  readonly seen: readonly Seen[]
  close(): Promise<void>
}

/** Free ports of loopback, one for each name. */
export async function freePorts<K extends string>(...names: readonly K[]): Promise<Record<K, number>> {
  const servers = await Promise.all(names.map(() => listen(createTcpServer())))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<K, number>
}

function listen<T extends { listen(port: number, host: string, done: () => void): unknown; once(event: 'error', then: (error: Error) => void): unknown }>(
  server: T,
  port = 0,
): Promise<T> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => done(server))
  })
}

/** Writes the files, and the keys beside the certificates, into a new folder. */
export function writeGateway(files: readonly RenderedFile[], keys: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'muhuri-gateway-'))
  for (const { path, text } of [...files, ...Object.entries(keys).map(([path, text]) => ({ path: `${path}.key`, text }))]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Starts HAProxy in that folder and the echo service; resolves when both listen. */
export async function startGateway(folder: string, upstream: number, ready: number): Promise<Gateway> {
  const seen: Seen[] = []
  const log: string[] = []
  const echo = await listen(
    createServer((request, response) => answer(request, seen, () => response.end('ok'))),
    upstream,
  )
  const child = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(...chunk.toString().split('\n').filter(Boolean)))
  await listening(ready, child, log)
  return { log, seen, close: () => stop(child, echo, folder) }
}

function answer(request: IncomingMessage, seen: Seen[], end: () => void): void {
  request.resume().on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    end()
  })
}

async function listening(port: number, child: ChildProcess, log: readonly string[]): Promise<void> {
  const { connect: tcp } = await import('node:net')
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`haproxy ended: ${log.join('\n')}`)
    const open = await new Promise<boolean>((done) => {
      const socket = tcp(port, '127.0.0.1')
      socket.once('connect', () => done(socket.destroy() !== null)).once('error', () => done(false))
    })
    if (open) return
    await new Promise((done) => setTimeout(done, 25))
  }
  throw new Error(`haproxy does not listen: ${log.join('\n')}`)
}

async function stop(child: ChildProcess, echo: Server, folder: string): Promise<void> {
  child.kill('SIGKILL')
  echo.closeAllConnections()
  await new Promise((done) => echo.close(done))
  rmSync(folder, { recursive: true, force: true })
}

export interface RawRequest {
  readonly port: number
  readonly localAddress: string
  readonly certificate: TestCertificate | null
  /** Requests on one connection, each the exact bytes; the answers' status codes come back in order. */
  readonly requests: readonly string[]
}

/** Status codes of the answers, `0` where the connection ended first: refused at TLS, or closed. */
export async function send({ port, localAddress, certificate, requests }: RawRequest): Promise<readonly number[]> {
  const identity = certificate === null ? {} : { cert: certificate.pem, key: certificate.key.privatePem }
  const options: ConnectionOptions & { localAddress: string } = { port, host: '127.0.0.1', localAddress, rejectUnauthorized: false, ...identity }
  const socket = connect(options)
  let text = ''
  const ended = new Promise<void>((done) => socket.once('close', () => done()).once('error', () => done()))
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  const answers = (): readonly number[] => [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((match) => Number(match[1]))
  const statuses: number[] = []
  for (const [index, request] of requests.entries()) {
    socket.write(request, 'latin1')
    const answered = waitFor(() => answers().length > index, ended)
    statuses.push((await answered) ? (answers()[index] ?? 0) : 0)
  }
  socket.destroy()
  return statuses
}

async function waitFor(condition: () => boolean, ended: Promise<void>): Promise<boolean> {
  let open = true
  void ended.then(() => {
    open = false
  })
  for (let tries = 0; tries < 1000 && open && !condition(); tries += 1) await new Promise((done) => setTimeout(done, 5))
  return condition()
}
