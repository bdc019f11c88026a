import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Description, slim } from './openapi-slim.ts'

const PACKAGE = '@octokit/openapi'
const VERSION = '23.0.2'
const INTEGRITY = 'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg=='
/** Raised whenever `slim` keeps something else, so that nobody reads what an older one left. */
const SHAPE = '1'
const MEMBER = 'package/generated/api.github.com.json'

const run = promisify(execFile)

/**
 * GitHub's own description of these operations (`GET /repos/{owner}/{repo}`), from the pinned npm package. It is fetched once
 * and kept in the user's cache; where it is neither there nor to be had, this throws, so a test that needs it fails.
 */
export async function githubDescription(operations: readonly string[]): Promise<Description> {
  const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'muhuri', `github-openapi-${VERSION}`)
  const key = createHash('sha256')
    .update(JSON.stringify([...operations].sort()))
    .update(SHAPE)
    .digest('hex')
    .slice(0, 16)
  const cached = join(home, `slim-${key}.json`)
  if (existsSync(cached)) return JSON.parse(await readFile(cached, 'utf8')) as Description
  await mkdir(home, { recursive: true })
  const whole = join(home, 'api.github.com.json')
  if (!existsSync(whole)) await download(home, whole)
  const slimmed = slim(JSON.parse(await readFile(whole, 'utf8')) as Description, operations)
  await writeFile(`${cached}.${process.pid}`, JSON.stringify(slimmed))
  await rename(`${cached}.${process.pid}`, cached)
  return slimmed
}

/** Test files run side by side: each fetches into a folder of its own, and the last rename wins with equal bytes. */
async function download(home: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(home, 'fetch-'))
  try {
    const { stdout } = await run('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], { cwd: folder })
    const archive = join(folder, stdout.trim().split('\n').at(-1) ?? '')
    const found = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`
    if (found !== INTEGRITY) throw new Error(`${PACKAGE}@${VERSION} has the digest ${found}; expected ${INTEGRITY}`)
    await run('tar', ['-xzf', archive, '-C', folder, MEMBER])
    await rename(join(folder, MEMBER), target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
