import { statSync } from 'node:fs'
import type { Program } from './program.ts'
import { programPackages, programText } from './program-texts.ts'
import { ROOM, type Sandbox, unprivileged } from './sandbox.ts'

const PROGRAMS = ['agent.mjs', 'issuer.mjs'] as const
const NODE = `${ROOM}/node`
const MODULES = `${ROOM}/node_modules`

/**
 * Puts Node, the programs and the packages that they need where an unprivileged user of the sandbox can read them: the
 * repository may lie in a folder that only its owner can enter.
 */
export async function furnish(sandbox: Sandbox): Promise<void> {
  await sandbox.write([{ path: NODE, text: '' }, ...PROGRAMS.map((name) => ({ path: `${ROOM}/programs/${name}`, text: programText(name) }))])
  await sandbox.must(['mount', '--bind', process.execPath, NODE])
  const packages = programPackages()
  if (packages === null) return
  await sandbox.must(['mkdir', MODULES])
  await sandbox.must(['mount', '--bind', packages.folder, MODULES])
}

/** Starts one of the programs in a namespace, as nobody, and resolves when it takes orders. */
export async function startInRoom(
  sandbox: Sandbox,
  name: string,
  options: { readonly namespace: string; readonly program: (typeof PROGRAMS)[number] },
): Promise<Program> {
  const user = packageReader()
  const argv = unprivileged(sandbox, options.namespace, { argv: [NODE, `${ROOM}/programs/${options.program}`], ...(user === null ? {} : { user }) })
  return sandbox.start(name, { argv })
}

/** Whose packages these are, where nobody else may read them; else null. */
function packageReader(): number | null {
  const packages = programPackages()
  if (packages === null) return null
  const { mode, uid } = statSync(packages.file)
  return (mode & 0o004) === 0 ? uid : null
}
