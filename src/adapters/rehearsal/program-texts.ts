import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type ProgramName = 'agent.mjs' | 'issuer.mjs' | 'supervisor.mjs'

/** A program of the sandbox, to be run by Node; the build puts the texts themselves in this file's place. */
export function programText(name: ProgramName): string {
  return readFileSync(new URL(`./programs/${name}`, import.meta.url), 'utf8')
}

/** The folder of packages that the programs import, with a file of the one they name; null where their texts hold all they need. */
export function programPackages(): { readonly folder: string; readonly file: string } | null {
  const file = fileURLToPath(import.meta.resolve('oidc-provider'))
  return { folder: file.slice(0, file.lastIndexOf('/node_modules/') + '/node_modules'.length), file }
}
