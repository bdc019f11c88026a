import { createHash } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build as esbuild, type OutputFile } from 'esbuild'
import { actionNames } from './build/action-names.ts'
import { embedded } from './build/embedded.ts'
import { licences } from './build/licences.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** `require` of packages that are CommonJS still; they ask for modules of Node with it. */
const REQUIRE = "import { createRequire as muhuriRequire } from 'node:module';\nconst require = muhuriRequire(import.meta.url);"

/** What both bundles have in common: the same bytes for the same sources, wherever they lie. */
const COMMON = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  preserveSymlinks: true,
  metafile: true,
  // Native, and optional.
  external: ['node-webcrypto-p11'],
} as const satisfies BuildOptions

/**
 * Writes into `out`: `actions.mjs`, all actions in one file; `<action>.mjs`, which runs one of them; `muhuri.mjs`, the command line as
 * a single file; the licences of all that is in them; SHA-256 of each. Gives the names.
 */
export async function build(out: string, root = ROOT): Promise<readonly string[]> {
  const [actions, cli] = [await bundledActions(await actionNames(root), root), await bundle(root, cliEntry(root))]
  const files = new Map<string, string | Uint8Array>([
    ...actions.files,
    ['muhuri.mjs', cli.bytes],
    ['LICENCES.txt', await licences(root, [...actions.inputs, ...cli.inputs])],
  ])
  const sums = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name, `${sha256(bytes)}  ${name}\n`] as const)
  files.set('SHA256SUMS', sums.map(([, line]) => line).join(''))
  files.set('muhuri.mjs.sha256', new Map(sums).get('muhuri.mjs') ?? '')
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  for (const [name, bytes] of files) await writeFile(join(out, name), bytes)
  await chmod(join(out, 'muhuri.mjs'), 0o755)
  return [...files.keys()].sort()
}

/** These actions alone: the file that they share, and what starts each. */
export async function bundledActions(names: readonly string[], root = ROOT) {
  const { bytes, inputs } = await bundle(root, actionsEntry(root, names))
  return { files: [['actions.mjs', bytes], ...names.map((name) => [`${name}.mjs`, starter(name)] as const)] as const, inputs }
}

/** Each action is loaded only when it is called. */
function actionsEntry(root: string, names: readonly string[]): BuildOptions {
  const lines = names.map((name) => `  ${JSON.stringify(name)}: () => import(${JSON.stringify(`./actions/${name}/main.ts`)}),`)
  return { stdin: { contents: `export const actions = {\n${lines.join('\n')}\n}\n`, resolveDir: root, sourcefile: 'actions.js' }, banner: { js: REQUIRE } }
}

const cliEntry = (root: string): BuildOptions => ({
  entryPoints: [join(root, 'scripts/single-file.ts')],
  // The first line stays the first: it is how the file is started.
  banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
})

const starter = (name: string): string => `import { actions } from './actions.mjs'\n\nawait actions[${JSON.stringify(name)}]()\n`

interface Bundle {
  readonly bytes: Uint8Array
  /** Every file that went into it, as paths below the root. */
  readonly inputs: readonly string[]
}

async function bundle(root: string, options: BuildOptions): Promise<Bundle> {
  const nested: string[] = []
  const { outputFiles = [], metafile } = await esbuild({
    ...COMMON,
    ...options,
    absWorkingDir: root,
    outfile: join(root, 'dist', 'bundle.mjs'),
    plugins: [embedded(root, async (program) => (program.endsWith('issuer.mjs') ? await programBundle(root, program, nested) : null))],
  })
  const [only] = outputFiles as OutputFile[]
  if (only === undefined || outputFiles.length !== 1) throw new Error(`esbuild made ${outputFiles.length} files; expected one`)
  return { bytes: only.contents, inputs: [...Object.keys(metafile?.inputs ?? {}), ...nested] }
}

/** A program of the rehearsal with all that it imports. */
async function programBundle(root: string, program: string, nested: string[]): Promise<string> {
  const made = await bundle(root, { entryPoints: [program], banner: { js: REQUIRE } })
  nested.push(...made.inputs)
  return Buffer.from(made.bytes).toString('utf8')
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = await build(resolve(process.argv[2] ?? join(ROOT, 'dist')))
  process.stdout.write(`${names.join('\n')}\n`)
}
