import type { Environment } from '../../src/model/environment.ts'
import { check } from '../../src/stages/check.ts'
import { type FileContents, SAMPLE_AT, type SampleOptions, sampleEnvironment } from '../support/environment.ts'
import type { CorpusName } from './names.ts'

/** One attack that needs no Git host, and what is said of it: the verdict first, then `code path` of each new error. */
export interface Row {
  readonly name: CorpusName
  readonly attack: string
  readonly expected: readonly string[]
  run(): readonly string[] | Promise<readonly string[]>
}

export interface Attack extends SampleOptions {
  readonly name: CorpusName
  readonly attack: string
  readonly expected: readonly string[]
  /** Default: the owner of greenbank. */
  readonly actor?: number
  /** What base has besides the sample. */
  readonly before?: FileContents
  readonly at?: Date
  /** Told as well. */
  readonly warnings?: boolean
}

let sample: Environment | null = null

function baseWith(files: FileContents): Environment {
  if (Object.keys(files).length > 0) return sampleEnvironment({ files })
  sample ??= sampleEnvironment()
  return sample
}

/** A row of a pull request: the sample with these changes, judged against the sample. */
export function request({ name, attack, expected, actor = 1001, before = {}, at = SAMPLE_AT, warnings = false, files = {}, entries }: Attack): Row {
  const changed: SampleOptions = { files: { ...before, ...files }, ...(entries === undefined ? {} : { entries }) }
  return {
    name,
    attack,
    expected,
    run: () => {
      const head = sampleEnvironment(changed)
      const report = check(head, { base: baseWith(before), at, actor })
      const told = report.findings.filter(({ new: isNew, severity }) => isNew && (severity === 'error' || (warnings && severity === 'warning')))
      return [report.verdict, ...told.map(({ severity, code, path }) => `${severity === 'error' ? '' : `${severity} `}${code} ${path}`)]
    },
  }
}
