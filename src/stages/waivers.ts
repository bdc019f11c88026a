import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'

/** Waivers in force by `<code> <path> <sha256>`: exactly what each one excuses. */
export type Waivers = ReadonlyMap<string, { readonly path: string; readonly expires: string }>

/** The waivers in which nothing is wrong; one with an error of its own excuses nothing. */
export function effectiveWaivers(environment: Environment, findings: readonly Finding[]): Waivers {
  const wrong = new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.path))
  const entries = environment.waivers.flatMap(({ path, value }) =>
    value === null || wrong.has(path) ? [] : [[`${value.code} ${value.path} ${value.sha256}`, { path, expires: value.expires }] as const],
  )
  return new Map(entries)
}
