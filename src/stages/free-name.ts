import { artefactName } from './artefact-name.ts'

export interface TakenNames {
  /** Names of what lies in the folder of the repository. */
  readonly there: readonly string[]
  /** File names in the key folder. */
  readonly keys: ReadonlySet<string>
  /** What key files of this kind begin with: `greenbank-client-`. */
  readonly prefix: string
}

/** Name of a new artefact: free in the repository and in the key folder, so that no key is ever overwritten. */
export function freeName(at: Date, { there, keys, prefix }: TakenNames): string {
  const kept = [...keys].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length).replace(/\.key$/, ''))
  return artefactName(at, new Set([...there, ...kept]))
}
