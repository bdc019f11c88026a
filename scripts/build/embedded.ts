import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { templateTexts } from '../template-texts.ts'

/** Modules that read files which lie beside the sources; in a bundle they hold them. */
const TEMPLATE = 'scripts/template-texts.ts'
const PROGRAMS = 'src/adapters/rehearsal/program-texts.ts'

/** Puts texts into the bundle that the sources read from files; `bundled` gives a program that needs more than its own file, or null. */
export function embedded(root: string, bundled: (program: string) => Promise<string | null>): Plugin {
  return {
    name: 'embedded',
    setup(build) {
      const replace = (file: string, contents: () => Promise<string>): void =>
        build.onLoad({ filter: new RegExp(`[/\\\\]${file.replaceAll('.', '[.]')}$`) }, async () => ({ contents: await contents(), loader: 'js' }))
      replace(TEMPLATE, async () => {
        const texts = [...(await templateTexts(join(root, 'environments/template')))]
        return `export const templateTexts = async () => new Map(${JSON.stringify(texts)})\n`
      })
      replace(PROGRAMS, async () => {
        const texts = await programs(join(root, 'src/adapters/rehearsal/programs'), bundled)
        return `const TEXTS = ${JSON.stringify(texts)}\nexport const programText = (name) => TEXTS[name]\nexport const programPackages = () => null\n`
      })
    },
  }
}

async function programs(folder: string, bundled: (program: string) => Promise<string | null>): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort()
  const read = async (path: string): Promise<string> => (await bundled(path)) ?? (await readFile(path, 'utf8'))
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(join(folder, name))] as const)))
}
