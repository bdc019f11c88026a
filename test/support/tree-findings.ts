import { defaultSettings } from '../../src/model/default-settings.ts'
import type { Finding } from '../../src/model/finding.ts'
import { registry } from '../../src/rules/index.ts'
import { findingsOf } from '../../src/stages/findings.ts'
import { SAMPLE_AT, type SampleOptions, sampleEnvironment } from './environment.ts'

/** What the `repo/` and `schema/` rules find in the sample with these changes: `code path`, with `:line:column` where there is one. */
export function fileFindings(options: SampleOptions): string[] {
  return fileFindingsOf(options).map(({ code, path, line, column }) => `${code} ${path}${line === null ? '' : `:${line}:${column}`}`)
}

/** The same, as findings. */
export function fileFindingsOf(options: SampleOptions): Finding[] {
  const environment = sampleEnvironment(options)
  const nothing = Object.fromEntries(Object.keys(registry).map((kind) => [kind, []])) as unknown as typeof registry
  const context = { environment, settings: environment.settings?.value ?? defaultSettings, at: SAMPLE_AT, actor: null, mergeGroup: false, siblings: [] }
  return findingsOf(environment, context, { ...nothing, document: registry.document })
}
