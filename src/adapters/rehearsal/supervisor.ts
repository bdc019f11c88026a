import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Answer, openOrders } from './orders.ts'
import { programText } from './program-texts.ts'
import { searchPath } from './requirements.ts'

/** Something that a program of the sandbox did. */
export interface ProgramEvent {
  readonly event: 'line' | 'log' | 'exit'
  readonly name: string
  readonly line?: string
  readonly code?: number | null
  readonly reason?: string | null
}

/** The first process inside the namespaces. */
export interface Supervisor {
  call<T>(order: object): Promise<T>
  onEvent(listener: (event: ProgramEvent) => void): void
  /** What it, or `unshare` before it, said on stderr. */
  complaint(): string
  /** Resolves when it and all that it started have ended. */
  close(): Promise<void>
}

/** Starts `unshare` with these flags and the supervisor in it. Whether that worked shows in the first order. */
export function startSupervisor(flags: readonly string[]): Supervisor {
  const child = spawn('unshare', [...flags, process.execPath, '--input-type=module', '--eval', programText('supervisor.mjs')], {
    cwd: '/',
    env: { PATH: searchPath(), LANG: 'C.UTF-8' },
  })
  const orders = openOrders((line) => child.stdin.write(`${line}\n`))
  const listeners: ((event: ProgramEvent) => void)[] = []
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += String(chunk)
  })
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Answer | ProgramEvent
    if ('event' in message) for (const listener of listeners) listener(message)
    else orders.settle(message)
  })
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      orders.end('the sandbox has ended')
      resolve()
    }
    child.on('error', end)
    child.on('close', end)
  })
  return {
    call: orders.call,
    onEvent: (listener) => {
      listeners.push(listener)
    },
    complaint: () => complaint.trim(),
    close: () => {
      child.stdin.end()
      return gone
    },
  }
}
