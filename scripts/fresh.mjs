// Generates everything anew; fails when that changes the tree, naming the files that were stale.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** SHA-256 of every file that is in the repository or about to be. */
function state() {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`)
  const paths = [...new Set(listed.stdout.split('\0').filter((path) => path !== ''))]
  return new Map(paths.map((path) => [path, digest(path)]))
}

function digest(path) {
  try {
    return createHash('sha256')
      .update(readFileSync(join(ROOT, path)))
      .digest('hex')
  } catch {
    return 'absent'
  }
}

const before = state()
const generated = spawnSync('npm', ['run', '--silent', 'generate'], { cwd: ROOT, stdio: 'inherit' }).status === 0
const after = state()
const stale = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort()

for (const path of stale) process.stdout.write(`${path} was not as generated; commit what npm run generate makes\n`)
process.exitCode = generated && stale.length === 0 ? 0 : 1
