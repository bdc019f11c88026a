import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Fetched {
  /** Folder in the user's cache. */
  readonly name: string
  /** `name@version` of packages that are installed with what they need. */
  readonly whole?: readonly string[]
  /** `name@version` of packages that are unpacked alone: what they need of others stands in `whole`. */
  readonly bare?: readonly string[]
}

/**
 * A `require` over npm packages that only a test needs, too large for everyone's dependencies. They are fetched once, without
 * running their scripts, and kept in the user's cache; where they are neither there nor to be had, this throws, so the test fails.
 */
export async function fetchedPackages({ name, whole = [], bare = [] }: Fetched): Promise<NodeJS.Require> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'muhuri')
  const home = join(cache, name)
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true })
    const folder = await mkdtemp(join(cache, 'fetch-'))
    await fill(folder, { whole, bare })
    await rename(folder, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    await rm(folder, { recursive: true, force: true })
  }
  return createRequire(join(home, 'index.js'))
}

async function fill(folder: string, { whole, bare }: Required<Omit<Fetched, 'name'>>): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private":true}\n')
  if (whole.length > 0) await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...whole], { cwd: folder })
  for (const spec of bare) {
    const { stdout } = await run('npm', ['pack', spec, '--silent'], { cwd: folder })
    const target = join(folder, 'node_modules', spec.slice(0, spec.lastIndexOf('@')))
    await mkdir(target, { recursive: true })
    await run('tar', ['-xzf', join(folder, stdout.trim().split('\n').at(-1) ?? ''), '-C', target, '--strip-components=1'])
  }
}
