import { buffer } from 'node:stream/consumers'
import { runCli } from './cli.ts'
import type { Io } from './command.ts'

/** Runs the command line of this process; its exit code is set, and streams are left to drain. */
export async function main(): Promise<void> {
  process.stdout.on('error', endWithReader)
  process.exitCode = await runCli(process.argv.slice(2), io(), { out: (text) => void process.stdout.write(text), err: line })
}

function io(): Io {
  return {
    note: (text) => line(`muhuri: ${text}`),
    cwd: process.cwd(),
    env: process.env,
    stdin: () => buffer(process.stdin),
    terminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
  }
}

function line(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** `muhuri … | head`: a reader that has seen enough is no error. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}
