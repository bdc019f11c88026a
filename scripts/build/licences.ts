import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//
const LICENCE = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/** The licence texts of every package that these files come from, sorted by name; throws for one that has none and names none. */
export async function licences(root: string, inputs: readonly string[]): Promise<string> {
  const folders = [...new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []))]
  const parts = new Map(await Promise.all(folders.map((folder) => licenceOf(join(root, folder)))))
  return [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}\n${'-'.repeat(name.length)}\n\n${text.trim()}\n`)
    .join('\n\n')
}

async function licenceOf(folder: string): Promise<readonly [name: string, text: string]> {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>
  const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  if (texts.length === 0 && typeof license !== 'string') throw new Error(`${String(name)} is bundled, but says nothing of its licence`)
  const said = `${String(license)}, as its package.json says; by ${typeof author === 'string' ? author : JSON.stringify(author ?? 'its contributors')}`
  return [`${String(name)} ${String(version)}`, texts.length === 0 ? said : texts.join('\n')]
}
