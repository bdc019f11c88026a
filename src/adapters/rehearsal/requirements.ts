import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { MuhuriError } from '../../model/errors.ts'

/** Programs that a rehearsal runs, and the Debian or Ubuntu package that has each. */
const PROGRAMS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  setpriv: 'util-linux',
  mount: 'mount',
  ip: 'iproute2',
  nft: 'nftables',
  haproxy: 'haproxy',
}

/** Where programs are looked for: an ordinary user's path often has no `sbin`. */
export function searchPath(): string {
  const own = process.env['PATH'] ?? ''
  return [own, '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'].filter((part) => part !== '').join(':')
}

/** Throws `refused` (exit 3), naming what is missing, where this machine cannot hold a rehearsal. */
export function requirePrograms(): void {
  if (process.platform !== 'linux') throw new MuhuriError('refused', `a rehearsal needs Linux network namespaces; this is "${process.platform}"`)
  const missing = Object.keys(PROGRAMS).filter((program) => !found(program))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))]
  throw new MuhuriError('refused', `a rehearsal needs ${missing.map((program) => `"${program}"`).join(', ')}, not installed here`, {
    hint: `apt-get install ${packages.join(' ')}`,
  })
}

function found(program: string): boolean {
  return searchPath()
    .split(':')
    .some((folder) => executable(join(folder, program)))
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
