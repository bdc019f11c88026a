import type { Desired, Operation } from '../model/desired.ts'
import { dfspOfPath } from '../model/dfsp-of-path.ts'
import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { Finding } from '../model/finding.ts'
import type { EnvironmentFile } from '../model/generated/files.ts'
import { parseOperation } from '../model/operation.ts'
import { formatInstant } from '../model/time.ts'
import { type Context, desiredRevocations } from './desire/context.ts'
import { desiredDfsps } from './desire/dfsp.ts'
import { desiredHub } from './desire/hub.ts'
import { quarantine } from './quarantine.ts'

/**
 * The normalised model of an environment at an instant: what is quarantined by these findings is left out and listed;
 * trust comes from validated paths only. Refuses (`refused`) while a finding outside any DFSP's folder blocks, or where
 * `environment.yaml`, `hub/hub.yaml` or `hub/endpoints.yaml` cannot be read.
 */
export function desire(environment: Environment, findings: readonly Finding[], at: Date): Desired {
  const verdict = quarantine(environment, findings)
  const [first] = verdict.blocking
  const settings = environment.settings?.value
  if (first !== undefined || settings === null || settings === undefined) throw refusal(first, verdict.blocking.length)
  const context: Context = { environment, settings, at, left: verdict.paths, stopped: verdict.dfsps, revocations: desiredRevocations(environment) }
  const hub = desiredHub(context)
  if (hub === null) throw refusal(undefined, 0)
  return {
    environment: { id: settings.id, name: settings.name, tier: settings.tier, trustDomain: settings.trustDomain },
    asOf: formatInstant(at),
    hub,
    roles: rolesOf(settings),
    dfsps: desiredDfsps(context, hub),
    callbackPorts: [...settings.policy.callbacks.ports].sort((a, b) => a - b),
    ilpVersion: settings.ilp.version,
    targets: settings.targets,
    quarantined: [...verdict.paths].map(([path, code]) => ({ dfsp: dfspOfPath(path) ?? '', path, code })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  }
}

function refusal(first: Finding | undefined, count: number): MuhuriError {
  const message =
    first === undefined
      ? 'environment.yaml or hub/endpoints.yaml is missing or cannot be read'
      : `${count} finding(s) stop everything; the first: ${first.code} ${first.path}: ${first.message}`
  return new MuhuriError('refused', message, { hint: 'muhuri check shows every finding' })
}

function rolesOf(settings: EnvironmentFile): Readonly<Record<string, readonly Operation[]>> {
  return Object.fromEntries(
    Object.entries(settings.roles)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([role, list]) => [role, list.flatMap((text) => parseOperation(text) ?? [])]),
  )
}
