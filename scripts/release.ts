import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { actionDefinitions, actionsMarkdown } from './action-definitions.ts'
import { build } from './build.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Makes in `out` the tree that a tag of the actions points at: action.yml of each, what they and the command line were bundled to,
 * licences, checksums, a README. No sources, no packages: the same bytes for the same sources.
 */
export async function release(
  out: string,
  { repository = 'OWNER/REPO', root = ROOT }: { readonly repository?: string; readonly root?: string } = {},
): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await build(join(out, 'dist'), root)
  const definitions = await actionDefinitions(root)
  for (const { folder, text, runs } of definitions) {
    if (runs.using !== 'node24' || runs.main !== `../../dist/${folder}.mjs`)
      throw new Error(`actions/${folder}/action.yml runs "${runs.main}" with ${runs.using}; expected ../../dist/${folder}.mjs with node24`)
    await put(join(out, 'actions', folder, 'action.yml'), text)
  }
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'))
  await put(join(out, 'README.md'), readme(repository, actionsMarkdown(definitions, { uses: repository, at: '<commit>' })))
  await put(join(out, 'SHA256SUMS'), await sums(out))
}

const readme = (repository: string, actions: string): string => `# Muhuri ${manifest.version}: the actions, and the command line as one file

Bundled from the sources of this version; \`SHA256SUMS\` names every file. Pin each \`uses:\` to the commit of this tag, 40 hex digits, never to the tag itself.
\`init\` writes the workflows of an environment so pinned:

    node dist/muhuri.mjs init <dir> … --actions ${repository}@<commit>

## The command line without a clone

\`dist/muhuri.mjs\` needs Node ${manifest.engines.node} and nothing else. Compare it before it is run:

    (cd dist && sha256sum --check muhuri.mjs.sha256)
    node dist/muhuri.mjs --help

A signer of kind \`pkcs11\` needs a clone: its package is compiled when it is installed.

## The actions

${actions.trimEnd()}

Licence: ${manifest.license}; those of what is bundled are in \`dist/LICENCES.txt\`.
`

/** \`sha256sum --check SHA256SUMS\` holds for every file but that one. */
async function sums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const lines = await Promise.all(
    paths.sort().map(
      async (path) =>
        `${createHash('sha256')
          .update(await readFile(join(folder, path)))
          .digest('hex')}  ${path}\n`,
    ),
  )
  return lines.join('')
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, repository] = process.argv.slice(2)
  if (out === undefined) throw new Error('usage: npm run release -- <out> [owner/repo]')
  await release(resolve(out), repository === undefined ? {} : { repository })
}
