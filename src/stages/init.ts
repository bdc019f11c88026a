import { type ChangeSet, joinChanges, NO_CHANGES } from './change-set.ts'
import { authorityFiles } from './init/authority-files.ts'
import { givenAuthorities } from './init/given-authorities.ts'
import { hubKeys, hubProfile, hubServer } from './init/hub-files.ts'
import type { InitInput } from './init/init-input.ts'
import { makeAuthorities } from './init/make-authorities.ts'

export type { GivenMaterial, InitInput } from './init/init-input.ts'

/** A whole new environment: settings, the Hub's CAs, certificate and keys, its first CRLs; `issued/` files among them. */
export async function initialFiles(input: InitInput): Promise<ChangeSet> {
  const authorities = input.given.cas.length > 0 ? givenAuthorities(input.given.cas, input.given.caKeys) : makeAuthorities(input)
  const project = [...input.project].map(([path, text]) => ({ path, text }))
  return joinChanges([
    { ...NO_CHANGES, files: [...project, { path: 'environment.yaml', text: input.settingsText }] },
    hubProfile(input),
    await authorityFiles(input, authorities),
    hubServer(input, authorities),
    hubKeys(input),
  ])
}
