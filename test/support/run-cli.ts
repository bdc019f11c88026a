import { runCli } from '../../scripts/cli.ts'

export interface CliResult {
  readonly exit: number
  /** What went to stdout. */
  readonly out: string
  /** Lines on stderr. */
  readonly err: string
}

/** Runs one command line of the real CLI in this process; `env` is the whole environment that it sees. */
export async function cli(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const out: string[] = []
  const err: string[] = []
  const io = { note: (line: string) => void err.push(`muhuri: ${line}`), cwd, env, stdin: async () => new Uint8Array(), terminal: false }
  const exit = await runCli(words, io, { out: (text) => void out.push(text), err: (line) => void err.push(line) })
  return { exit, out: out.join(''), err: err.join('\n') }
}

/** Words of a command line; no quoting. */
export const words = (line: string): readonly string[] => line.split(/\s+/).filter((word) => word !== '')
