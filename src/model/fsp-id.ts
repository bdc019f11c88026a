import type { Dfsp } from './environment.ts'

/** The DFSP's name on the wire: `fspId` of dfsp.yaml, by default the folder's name. */
export function fspIdOf({ id, profile }: Dfsp): string {
  return profile?.value?.fspId ?? id
}
