import { MuhuriError } from '../../model/errors.ts'
import { type Program, startProgram } from './program.ts'
import { type Supervisor, startSupervisor } from './supervisor.ts'

/** A file for the sandbox's own file system; `private` ones are readable by the daemons alone. */
export interface SandboxFile {
  readonly path: string
  readonly text: string
  readonly private?: boolean
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly cwd?: string
}

/**
 * Processes in mount, network and process namespaces of their own: nothing of them can be seen from outside, and the
 * kernel ends them all when the sandbox's first process ends, which it does when this process does, however that ends.
 */
export interface Sandbox {
  /** Made by an ordinary user: its `root` is that user, so daemons cannot change to another. */
  readonly rootless: boolean
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** As `run`; any result but 0 is `refused`, with what was tried and what the program said. */
  must(argv: readonly string[], options?: RunOptions): Promise<RunResult>
  write(files: readonly SandboxFile[]): Promise<void>
  remove(paths: readonly string[]): Promise<void>
  /** Asks on a Unix socket; null where nothing listens. */
  ask(path: string, text: string): Promise<string | null>
  start(name: string, options: { readonly argv: readonly string[]; readonly cwd?: string }): Promise<Program>
  /** Ends every process of the sandbox; its namespaces and files are gone with them. */
  close(): Promise<void>
}

/** The user and group that daemons run as: nobody's. */
const NOBODY = 65534

/** Where the sandbox's own file system is mounted, seen from inside only. */
export const ROOM = '/run/muhuri'

const ISOLATE = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc']
const ROOTLESS = ['--user', '--map-root-user', ...ISOLATE]

/** A sandbox: as root where this process is and may, else by a user namespace; `refused` (exit 3) where neither works. */
export async function openSandbox(): Promise<Sandbox> {
  const attempts = process.getuid?.() === 0 ? [ISOLATE, ROOTLESS] : [ROOTLESS]
  const reasons = new Set<string>()
  for (const flags of attempts) {
    const supervisor = startSupervisor(flags)
    const problem = await firstMount(supervisor)
    if (problem === null) return sandboxOf(supervisor, flags === ROOTLESS)
    await supervisor.close()
    reasons.add(problem.replaceAll('\n', ' '))
  }
  throw new MuhuriError('refused', `network namespaces cannot be made here: ${[...reasons].join('; ')}`, {
    hint: 'run it as root, or allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0',
  })
}

async function firstMount(supervisor: Supervisor): Promise<string | null> {
  try {
    const { code, stderr } = await supervisor.call<RunResult>({ op: 'run', argv: ['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'] })
    return code === 0 ? null : stderr.trim()
  } catch (error) {
    return supervisor.complaint() || String(error)
  }
}

function sandboxOf(supervisor: Supervisor, rootless: boolean): Sandbox {
  const run: Sandbox['run'] = (argv, options = {}) => supervisor.call({ op: 'run', argv, ...options })
  const secret = rootless ? { mode: 0o600 } : { mode: 0o600, owner: NOBODY }
  return {
    rootless,
    run,
    must: async (argv, options) => {
      const result = await run(argv, options)
      if (result.code !== 0) throw new MuhuriError('refused', `"${argv.join(' ')}" failed: ${(result.stderr || result.stdout).trim()}`)
      return result
    },
    write: async (files) => {
      await supervisor.call({ op: 'write', files: files.map(({ path, text, private: isPrivate }) => ({ path, text, ...(isPrivate === true ? secret : {}) })) })
    },
    remove: async (paths) => {
      await supervisor.call({ op: 'remove', paths })
    },
    ask: async (path, text) => (await supervisor.call<{ readonly answer: string | null }>({ op: 'ask', path, text })).answer,
    start: (name, options) => startProgram(supervisor, name, options),
    close: () => supervisor.close(),
  }
}

/**
 * `argv` inside a network namespace, without privileges: another user where there is one (nobody, or `user`), no
 * capability, and no way to gain any.
 */
export function unprivileged(sandbox: Sandbox, namespace: string, command: { readonly argv: readonly string[]; readonly user?: number }): readonly string[] {
  const user = command.user ?? NOBODY
  const change = sandbox.rootless ? [] : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  return ['ip', 'netns', 'exec', namespace, 'setpriv', ...change, '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', ...command.argv]
}

/** A folder of the sandbox in which daemons may write. */
export async function daemonFolder(sandbox: Sandbox, path: string): Promise<void> {
  const owner = sandbox.rootless ? [] : ['-o', String(NOBODY), '-g', String(NOBODY)]
  await sandbox.must(['install', '-d', '-m', '700', ...owner, path])
}
