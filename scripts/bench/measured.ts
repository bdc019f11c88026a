import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Measured<T> {
  readonly result: T
  readonly peakMb: number
}

/** One measurement in a process of its own; what it has to say goes to stderr. */
export function measured<T>(kind: string, args: readonly string[]): Measured<T> {
  const script = fileURLToPath(new URL('measure.ts', import.meta.url))
  const words = ['--import', 'tsx', script, kind, ...args]
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] })
  if (status !== 0) throw new Error(`measuring ${kind} ended with ${status}`)
  return JSON.parse(stdout) as Measured<T>
}
