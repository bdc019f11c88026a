import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for a test that runs programs on files. */
export interface Workshop {
  readonly directory: string
  /** Writes a file, gives its path. */
  put(name: string, content: string | Uint8Array): string
  /** Runs a program there; what it printed on both streams, and whether it ended with 0. */
  run(program: string, ...args: readonly string[]): { readonly ok: boolean; readonly output: string }
  close(): void
}

/** A new empty folder; `close` removes it. */
export function workshop(): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'muhuri-test-'))
  return {
    directory,
    put: (name, content) => {
      const path = join(directory, name)
      writeFileSync(path, content)
      return path
    },
    run: (program, ...args) => run(directory, program, args),
    close: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function run(cwd: string, program: string, args: readonly string[]): { ok: boolean; output: string } {
  try {
    return { ok: true, output: execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) }
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    return { ok: false, output: `${stdout ?? ''}${stderr ?? ''}` }
  }
}
