import { openOrders } from './orders.ts'
import type { Supervisor } from './supervisor.ts'

/** A long-lived process of the sandbox. */
export interface Program {
  /** Sends one order to a program that speaks JSON lines and gives its answer; rejects when it says failure or ends. */
  call<T>(order: object): Promise<T>
  signal(name: NodeJS.Signals): Promise<void>
  /** The newest lines that it wrote for a person. */
  log(): readonly string[]
  /** Why it ended, or null while it runs. */
  ended(): string | null
}

const LOG_LINES = 500

/** Starts `argv` in the sandbox under a name of its own. */
export async function startProgram(
  supervisor: Supervisor,
  name: string,
  options: { readonly argv: readonly string[]; readonly cwd?: string },
): Promise<Program> {
  const lines: string[] = []
  let end: string | null = null
  const orders = openOrders((line) => {
    supervisor.call({ op: 'send', name, line }).catch((error: Error) => orders.end(error.message))
  })
  supervisor.onEvent((event) => {
    if (event.name !== name) return
    const line = event.line ?? ''
    if (event.event === 'exit') {
      end = `"${name}" ended (${event.reason ?? event.code}): ${lines.slice(-5).join(' ')}`
      orders.end(end)
    } else if (event.event === 'line' && line.startsWith('{"id"')) orders.settle(JSON.parse(line))
    else {
      lines.push(line)
      if (lines.length > LOG_LINES) lines.shift()
    }
  })
  await supervisor.call({ op: 'start', name, ...options })
  return {
    call: orders.call,
    signal: async (signal) => {
      await supervisor.call({ op: 'signal', name, signal })
    },
    log: () => lines,
    ended: () => end,
  }
}
