import { spawnSync } from 'node:child_process'

/** Signatures per second of one core, as `openssl speed` counts them. */
export function opensslSignatures(algorithm: 'ecdsap256' | 'rsa2048'): number {
  const text = run('openssl', ['speed', '-seconds', '1', algorithm])
  const numbers = text.trimEnd().split('\n').at(-1)?.trim().split(/\s+/) ?? []
  return Number(numbers.at(-2))
}

/** CPU milliseconds of one call of `openssl verify` with these files; throws unless it finds every one of them good. */
export function opensslVerify(args: readonly string[]): number {
  const words = ['-c', 'TIMEFORMAT="%U %S"; time openssl verify "$@"', 'openssl', ...args]
  const { status, stderr } = spawnSync('bash', words, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } })
  if (status !== 0) throw new Error(`openssl verify ended with ${status}\n${stderr}`)
  const [user, system] = stderr.trim().split('\n').at(-1)?.split(' ') ?? []
  return (Number(user) + Number(system)) * 1000
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stderr}`)
  return stdout
}
