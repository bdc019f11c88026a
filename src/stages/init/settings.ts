import { MuhuriError } from '../../model/errors.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import { load } from '../load.ts'
import { overlay } from '../overlay.ts'
import { editYaml } from '../yaml-text.ts'

export interface Identity {
  readonly id: string
  readonly name: string
  readonly tier: EnvironmentFile['tier']
  readonly trustDomain: string
  readonly hub: string
  readonly issuer: string
  readonly signer: EnvironmentFile['signers'][string]
  /** The actions that its workflows run. */
  readonly toolkit?: EnvironmentFile['toolkit'] | null
  /** Members of the policy that differ from the template's, by path below `policy`. */
  readonly policy?: readonly (readonly [path: readonly string[], value: unknown])[]
}

/** environment.yaml of a new environment: the template's text, comments and all, with what is its own. */
export function settingsText(template: string, identity: Identity): string {
  const { id, name, tier, trustDomain, hub, issuer, signer, toolkit = null, policy = [] } = identity
  const strict =
    tier === 'production'
      ? ([
          [['assurance'], 'strict'],
          [['addresses', 'allow'], []],
        ] as const)
      : []
  return editYaml(template, [
    [['id'], id],
    [['name'], name],
    [['tier'], tier],
    [['trustDomain'], trustDomain],
    [['hub'], hub],
    [['oauth', 'issuer'], issuer],
    [['signers', 'clients'], signer],
    ...(toolkit === null ? [] : [[['toolkit'], toolkit] as const]),
    ...[...strict, ...policy].map(([path, value]) => [['policy', ...path], value] as const),
  ])
}

/** The settings in that text, as the loader reads them; `usage` with the first problem where it does not. */
export function readSettings(text: string): EnvironmentFile {
  const { settings } = load(overlay({ commit: null, treeId: null, entries: [] }, [{ path: 'environment.yaml', text }]))
  const [problem] = settings?.problems ?? []
  if (settings == null || settings.value === null) throw new MuhuriError('usage', `environment.yaml would not be valid: ${problem?.message ?? 'it is empty'}`)
  return settings.value
}
