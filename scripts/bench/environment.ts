import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'
import { dfspFolder } from './dfsp-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MUHURI = join(ROOT, 'scripts', 'muhuri.mjs')

export interface BenchEnvironment {
  readonly folder: string
  /** The instant it was made for; it is judged at this one, so that it never expires. */
  readonly at: Date
}

const homeOf = (count: number): string => join(ROOT, 'node_modules', '.cache', 'muhuri-bench', String(count))

/** The environment of `count` DFSPs will be made again. */
export const forgetEnvironment = (count: number): void => rmSync(homeOf(count), { recursive: true, force: true })

/** An environment of `count` active DFSPs, kept between runs. */
export function benchEnvironment(count: number, { note }: { readonly note: (line: string) => void }): BenchEnvironment {
  const home = homeOf(count)
  const stamp = join(home, 'as-of')
  if (!existsSync(stamp)) {
    note(`making an environment of ${count} DFSPs`)
    make(home, count)
  }
  return { folder: join(home, 'environment'), at: new Date(readFileSync(stamp, 'utf8').trim()) }
}

function make(home: string, count: number): void {
  const at = new Date(Math.floor(Date.now() / 1000) * 1000)
  const draft = `${home}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const asOf = ['--as-of', at.toISOString()]
  muhuri(draft, ['init', 'environment', '--name', 'bench', '--tier', 'sandbox', '--trust-domain', 'bench.example', '--keys', 'keys', ...asOf])
  const folder = join(draft, 'environment')
  allowEllipticJws(join(folder, 'environment.yaml'))
  for (let index = 0; index < count; index++) writeAll(folder, dfspFolder(index, { at, trustDomain: 'bench.example' }))
  rmSync(join(folder, '.git'), { recursive: true, force: true })
  rmSync(join(folder, 'issued', '.git'), { recursive: true, force: true })
  muhuri(draft, ['sign', 'environment', '--keys', 'keys', ...asOf])
  rmSync(join(draft, 'keys'), { recursive: true, force: true })
  writeFileSync(join(draft, 'as-of'), `${new Date(at.getTime() + 60_000).toISOString()}\n`)
  rmSync(home, { recursive: true, force: true })
  renameSync(draft, home)
}

/** A thousand RSA keys take minutes to make; the bench's JWS keys are P-256. */
function allowEllipticJws(path: string): void {
  const document = parseDocument(readFileSync(path, 'utf8'))
  document.setIn(['policy', 'jws', 'algorithms'], ['RS256', 'ES256'])
  writeFileSync(path, document.toString())
}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function muhuri(cwd: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [MUHURI, ...words], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`muhuri ${words.join(' ')} ended with ${status}\n${stderr}`)
}
