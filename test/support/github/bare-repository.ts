import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A bare repository on disk, and git upon it; nothing of the user's own configuration is read. */
export interface BareRepository {
  readonly path: string
  /** What git printed, without the last newline; throws what it said on stderr. */
  run(args: readonly string[], input?: string | Uint8Array): Promise<string>
  bytes(args: readonly string[]): Promise<Buffer>
  /** The object that a ref or expression names, or null. */
  resolve(revision: string): Promise<string | null>
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
}

export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
  LC_ALL: 'C',
}

export interface GitOptions {
  readonly cwd?: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** Runs git without blocking this process (the server lives in it); its stdout, or an error with its stderr. */
export function git(args: readonly string[], { cwd, input, env = {} }: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...GIT_ENVIRONMENT, ...env }, encoding: 'buffer', maxBuffer: 1 << 28 } as const
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(Object.assign(new Error(`git ${args[0] ?? ''}: ${stderr.toString().trim() || error.message}`), { status: error.code, stdout }))
    })
    // A git that ends before it has read its input is judged by its exit code.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

export function bareRepository(path: string): BareRepository {
  const bytes = (args: readonly string[], input?: string | Uint8Array): Promise<Buffer> => git(args, { cwd: path, ...(input === undefined ? {} : { input }) })
  const run = async (args: readonly string[], input?: string | Uint8Array): Promise<string> => (await bytes(args, input)).toString('utf8').replace(/\n$/, '')
  return {
    path,
    run,
    bytes,
    resolve: (revision) => run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}`]).catch(() => null),
    isAncestor: (ancestor, descendant) =>
      run(['merge-base', '--is-ancestor', ancestor, descendant]).then(
        () => true,
        () => false,
      ),
  }
}

/** An empty one, or a copy with every branch of another, set up as GitHub's are, whose pushes are judged by the server. */
export async function createBare(path: string, from: BareRepository | null, defaultBranch: string): Promise<BareRepository> {
  if (from === null) await git(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path])
  // A fork sees its parent's objects, as those of one network do on GitHub.
  else await git(['clone', '--quiet', '--bare', '--shared', from.path, path])
  const repository = bareRepository(path)
  for (const [name, value] of Object.entries(CONFIGURATION)) await repository.run(['config', name, value])
  // A clone brings the parent's pull requests along; GitHub's forks have none.
  const pulls = await repository.run(['for-each-ref', '--format=delete %(refname)', 'refs/pull'])
  if (pulls !== '') await repository.run(['update-ref', '--stdin'], `${pulls}\n`)
  const hook = join(path, 'hooks', 'pre-receive')
  await writeFile(hook, PRE_RECEIVE)
  await chmod(hook, 0o755)
  return repository
}

const CONFIGURATION = {
  'http.receivepack': 'true',
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'receive.fsckObjects': 'false',
  'receive.denyDeleteCurrent': 'ignore',
  'gc.auto': '0',
}

/** Asks the server, with whether each update is a fast-forward: the new objects are visible in here only. */
const PRE_RECEIVE = `#!/bin/sh
zero=0000000000000000000000000000000000000000
while read -r old new ref; do
  forward=true
  if [ "$old" != $zero ] && [ "$new" != $zero ] && ! git merge-base --is-ancestor "$old" "$new" 2>/dev/null; then forward=false; fi
  printf '%s %s %s %s\\n' "$old" "$new" "$forward" "$ref"
done | "$STAND_IN_NODE" -e '
  let text = ""
  process.stdin.on("data", (part) => { text += part }).on("end", async () => {
    const answer = await fetch(process.env.STAND_IN_JUDGE, { method: "POST", body: text, headers: { "x-push": process.env.STAND_IN_PUSH } })
    if (answer.ok) return
    console.error(await answer.text())
    process.exitCode = 1
  })'
`
