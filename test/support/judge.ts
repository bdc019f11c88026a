import { defaultSettings } from '../../src/model/default-settings.ts'
import type { Environment } from '../../src/model/environment.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { EnvironmentFile } from '../../src/model/generated/files.ts'
import { type RuleTable, registry } from '../../src/rules/index.ts'
import type { CheckContext, Kind } from '../../src/rules/rule.ts'
import { findingsOf } from '../../src/stages/findings.ts'
import { load } from '../../src/stages/load.ts'
import { TEST_NOW } from './pki.ts'

/** Contents of files by path; what is absent is not there. */
export type TestFiles = Readonly<Record<string, string | Uint8Array>>

/** The environment in which exactly these files lie. */
export function environmentOf(files: TestFiles): Environment {
  const entries = Object.entries(files).map(([path, content]) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    return { path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: path.startsWith('issued/') ? ('issued' as const) : ('main' as const) }
  })
  return load({ commit: null, treeId: null, entries: entries.sort((one, other) => (one.path < other.path ? -1 : 1)) })
}

export interface JudgeOptions {
  readonly at?: Date
  readonly settings?: EnvironmentFile
  readonly base?: TestFiles
  readonly siblings?: readonly TestFiles[]
}

/** What the rules of these kinds find in these files, nothing else; `error` is not written out. */
export function judge(kinds: readonly Kind[], files: TestFiles, options: JudgeOptions = {}): string[] {
  return findings(kinds, files, options).map(({ severity, code, path }) => [...(severity === 'error' ? [] : [severity]), code, path].join(' '))
}

/** The same, as findings. */
export function findings(
  kinds: readonly Kind[],
  files: TestFiles,
  { at = TEST_NOW, settings = defaultSettings, base, siblings = [] }: JudgeOptions = {},
): Finding[] {
  const table = Object.fromEntries(Object.entries(registry).map(([kind, rules]) => [kind, kinds.includes(kind as Kind) ? rules : []])) as unknown as RuleTable
  const environment = environmentOf(files)
  const context: CheckContext = {
    environment,
    settings,
    at,
    actor: null,
    mergeGroup: false,
    siblings: siblings.map(environmentOf),
    ...(base === undefined ? {} : { base: environmentOf(base) }),
  }
  return findingsOf(environment, context, table)
}

/** `dfsps/<id>/dfsp.yaml`. */
export function dfspYaml({
  name = 'Green Bank Ltd',
  country = 'TZ',
  status = 'active',
  more = '',
}: {
  readonly name?: string
  readonly country?: string
  readonly status?: string
  readonly more?: string
} = {}): string {
  return `name: ${name}\ncountry: ${country}\nstatus: ${status}\nowners: [1001]\nroles: [payer]\ncurrencies: [TZS]\ncontacts: [{ email: a@b.example, for: technical }]\n${more}`
}
