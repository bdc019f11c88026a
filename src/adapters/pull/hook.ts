import { spawn } from 'node:child_process'

export interface HookOptions {
  /** The installed folder. */
  readonly folder: string
  readonly sequence: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs the operator's command by the shell, with `MUHURI_DIR` and `MUHURI_SEQUENCE`; what it prints goes to stderr. Gives its exit status, null where a signal ended it. */
export function runHook(command: string, { folder, sequence, env }: HookOptions): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], {
      env: { PATH: process.env['PATH'] ?? '', ...env, MUHURI_DIR: folder, MUHURI_SEQUENCE: String(sequence) },
      stdio: ['ignore', 2, 2],
    })
    child.on('error', reject)
    child.on('close', resolve)
  })
}
