import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Requests in flight: what one core serves, and what keeps two busy. */
export type InFlight = 1 | 8

export interface Served {
  readonly wallMs: number
  /** Of the server alone: what its clients cost is not its fault. */
  readonly cpuMs: number
}

export interface Cfssl {
  /** Has each of these requests (PEM) signed; throws where one is refused. */
  signAll(requests: readonly string[], inFlight: InFlight): Promise<Served>
  stop(): Promise<void>
}

const CONFIG = { signing: { default: { expiry: '8760h', usages: ['digital signature', 'client auth'] } } }
const TICK_MS = 10

/** `cfssl serve` on loopback with that CA; null where cfssl is not installed. */
export async function cfssl(ca: { readonly certificate: string; readonly key: string }): Promise<Cfssl | null> {
  const home = mkdtempSync(join(tmpdir(), 'muhuri-cfssl-'))
  const files = { 'ca.pem': ca.certificate, 'ca-key.pem': ca.key, 'config.json': JSON.stringify(CONFIG) }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text, { mode: 0o600 })
  const port = await freePort()
  const words = ['serve', '-address', '127.0.0.1', '-port', String(port), '-ca', 'ca.pem', '-ca-key', 'ca-key.pem', '-config', 'config.json', '-loglevel', '5']
  const server = spawn('cfssl', words, { cwd: home, stdio: 'ignore' })
  const failed = await Promise.race([once(server, 'error').then(() => true), once(server, 'spawn').then(() => false)])
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && !failed) {
      server.kill()
      await once(server, 'exit')
    }
    rmSync(home, { recursive: true, force: true })
  }
  if (failed || server.pid === undefined) {
    await stop()
    process.stderr.write('bench: cfssl is not installed, so nothing is compared with it; npm run setup installs it\n')
    return null
  }
  const { pid } = server
  await answering(port)
  return { stop, signAll: (requests, inFlight) => serve(requests, { port, pid, inFlight }) }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answering(port: number): Promise<void> {
  const agent = new Agent()
  for (let tries = 0; tries < 100; tries++) {
    if (
      await post({ port, agent, body: '{}' }).then(
        () => true,
        () => false,
      )
    )
      return
    await pause(50)
  }
  throw new Error('cfssl serve does not answer')
}

interface Target {
  readonly port: number
  readonly pid: number
  readonly inFlight: InFlight
}

async function serve(requests: readonly string[], { port, pid, inFlight }: Target): Promise<Served> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const waiting = requests.map((pem) => JSON.stringify({ certificate_request: pem })).values()
  const client = async (): Promise<void> => {
    for (const body of waiting) {
      const answer = await post({ port, agent, body })
      if (!answer.startsWith('{"success":true')) throw new Error(`cfssl refused: ${answer}`)
    }
  }
  const before = cpuOf(pid)
  const started = performance.now()
  await Promise.all(Array.from({ length: inFlight }, client))
  const wallMs = performance.now() - started
  agent.destroy()
  return { wallMs, cpuMs: Math.max(TICK_MS, cpuOf(pid) - before) }
}

/** User and system time of a process (proc(5), fields 14 and 15). */
function cpuOf(pid: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

function post({ port, agent, body }: { readonly port: number; readonly agent: Agent; readonly body: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request({ host: '127.0.0.1', port, agent, path: '/api/v1/cfssl/sign', method: 'POST', headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
