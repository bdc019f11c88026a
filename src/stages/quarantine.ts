import { dfspOfPath } from '../model/dfsp-of-path.ts'
import type { Environment } from '../model/environment.ts'
import type { Finding, FindingCode } from '../model/finding.ts'

/** What is left out of everything that is rendered, because errors were found in it. */
export interface Quarantine {
  /** Errors of the Hub's own that stop all. */
  readonly blocking: readonly Finding[]
  /** Artefacts left out, by path, with the first code that put them there. */
  readonly paths: ReadonlyMap<string, FindingCode>
  /** DFSPs left out whole: who they are, or whence they call, cannot be relied on. */
  readonly dfsps: ReadonlySet<string>
}

const IDENTITY = /^dfsps\/[^/]+\/(?:dfsp|endpoints)\.yaml$/

/**
 * One DFSP's fault stops only that DFSP (DESIGN §3). An error under `dfsps/X` or `issued/certificates/X` takes that artefact
 * out; one in `dfsp.yaml` or `endpoints.yaml`, or a DFSP without them, the whole DFSP. Uniqueness blames the later comer, so it takes out
 * that one only. A CRL that is missing or over, and a waiver that excuses nothing, stop nobody; every other error stops all. Warnings never do.
 */
export function quarantine(environment: Environment, findings: readonly Finding[]): Quarantine {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const own = errors.filter(({ path }) => dfspOfPath(path) !== null)
  const paths = new Map<string, FindingCode>()
  for (const { path, code } of own) if (!paths.has(path)) paths.set(path, code)
  const faceless = environment.dfsps.filter(({ profile }) => profile === null || profile.value === null).map(({ id }) => id)
  const broken = own.filter(({ path }) => IDENTITY.test(path)).flatMap(({ path }) => dfspOfPath(path) ?? [])
  const blocking = errors.filter((finding) => dfspOfPath(finding.path) === null && !stopsNobody(finding))
  return { blocking, paths, dfsps: new Set([...faceless, ...broken]) }
}

/** The pins refuse what a CRL would (DESIGN §5), and a waiver that is wrong excuses nothing anyway. */
const stopsNobody = ({ code, path }: Finding): boolean => code.startsWith('crl/') || path.startsWith('waivers/') || path.startsWith('confirmations/')
