import { setTimeout as sleep } from 'node:timers/promises'
import { MuhuriError } from '../../model/errors.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import type { Program } from './program.ts'
import { daemonFolder, ROOM, type Sandbox, type SandboxFile, unprivileged } from './sandbox.ts'

/** A gateway that serves rendered files. */
export interface Gateway {
  /** Puts these files in the place of those of the same name, takes `removed` away, and serves the result: when it resolves, nothing old answers. */
  reload(files: readonly RenderedFile[], removed: readonly string[]): Promise<void>
  log(): readonly string[]
}

const FOLDER = `${ROOM}/gateway`
const CONTROL = `${ROOM}/control`
const SOCKET = `${CONTROL}/master.sock`
const PATIENCE_MS = 20_000
const STEP_MS = 15

/** HAProxy in `namespace`, master and worker, on a copy of the rendered folder as it is; resolves when it listens. */
export async function startHaproxy(sandbox: Sandbox, namespace: string, files: readonly RenderedFile[]): Promise<Gateway> {
  await daemonFolder(sandbox, CONTROL)
  await daemonFolder(sandbox, FOLDER)
  await sandbox.write(files.map(placed))
  await accept(sandbox, namespace)
  const argv = unprivileged(sandbox, namespace, { argv: ['haproxy', '-W', '-C', FOLDER, '-f', 'haproxy.cfg', '-S', SOCKET] })
  const program = await sandbox.start('haproxy', { argv, cwd: FOLDER })
  await until(program, async () => (await workers(sandbox)).current.length > 0)
  return {
    reload: async (changed, removed) => {
      const before = new Set((await workers(sandbox)).current)
      await sandbox.write(changed.map(placed))
      await sandbox.remove(removed.map((path) => `${FOLDER}/${path}`))
      await accept(sandbox, namespace)
      await program.signal('SIGUSR2')
      await until(program, async () => {
        const { current, old } = await workers(sandbox)
        return old.length === 0 && current.length > 0 && !current.some((pid) => before.has(pid))
      })
    },
    log: () => program.log(),
  }
}

function placed({ path, text }: RenderedFile): SandboxFile {
  return { path: `${FOLDER}/${path}`, text, private: path.endsWith('.key') }
}

/** `haproxy -c`, as the daemon itself would read the folder. */
async function accept(sandbox: Sandbox, namespace: string): Promise<void> {
  const argv = unprivileged(sandbox, namespace, { argv: ['haproxy', '-c', '-C', FOLDER, '-f', 'haproxy.cfg'] })
  const { code, stdout, stderr } = await sandbox.run(argv, { cwd: FOLDER })
  if (code !== 0) throw new MuhuriError('refused', `HAProxy refuses the rendered files: ${(stderr || stdout).trim()}`)
}

/** Process ids that the master's `show proc` lists: those that serve, and those that still finish connections. */
async function workers(sandbox: Sandbox): Promise<{ readonly current: readonly string[]; readonly old: readonly string[] }> {
  const answer = (await sandbox.ask(SOCKET, 'show proc\n')) ?? ''
  const [current = '', old = ''] = answer.split('# old workers')
  return { current: pidsOf(current), old: pidsOf(old) }
}

function pidsOf(text: string): string[] {
  return [...text.matchAll(/^(\d+)\s+worker\b/gm)].map((match) => match[1] ?? '')
}

async function until(program: Program, done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    const end = program.ended()
    if (end !== null) throw new MuhuriError('refused', `HAProxy does not run: ${end}`)
    if (await done()) return
    await sleep(STEP_MS)
  }
  throw new MuhuriError('refused', `HAProxy did not take the files in ${PATIENCE_MS / 1000} s: ${program.log().slice(-5).join(' ')}`)
}
