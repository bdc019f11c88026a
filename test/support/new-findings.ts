import type { Environment } from '../../src/model/environment.ts'
import type { Finding } from '../../src/model/finding.ts'
import { type CheckOptions, check } from '../../src/stages/check.ts'
import { type FileContents, SAMPLE_AT, sampleEnvironment } from './environment.ts'

/** `code path:line` of what the sample shows with these files altered and does not show without; warnings and notices say so. */
export function newFindings(files: FileContents, options: Partial<CheckOptions> = {}): readonly string[] {
  if (ofSample === null) ofSample = findingsIn(sampleEnvironment())
  const known = ofSample
  return findingsIn(sampleEnvironment({ files }), options).filter((line) => !known.includes(line))
}

let ofSample: readonly string[] | null = null

/** `code path:line` of everything that a check finds. */
export function findingsIn(environment: Environment, options: Partial<CheckOptions> = {}): readonly string[] {
  return check(environment, { at: SAMPLE_AT, ...options }).findings.map(said)
}

function said({ code, severity, path, line }: Finding): string {
  return `${severity === 'error' ? '' : `${severity} `}${code} ${path}${line === null ? '' : `:${line}`}`
}
