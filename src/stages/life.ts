import type { Dfsp, Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { DfspFile } from '../model/generated/files.ts'
import { revocationsOf } from '../model/holdings.ts'
import { evidenceOf, type Step } from '../model/steps.ts'
import { formatInstant } from '../model/time.ts'
import { type ChangeSet, NO_CHANGES } from './change-set.ts'
import { fileText } from './file-text.ts'
import { revokedText } from './revoke.ts'
import { editYaml } from './yaml-text.ts'

type Status = DfspFile['status']

/** From which status each may be reached. */
const FROM: Readonly<Record<Exclude<Status, 'admitted'>, readonly Status[]>> = {
  active: ['admitted', 'suspended'],
  suspended: ['admitted', 'active'],
  left: ['admitted', 'active', 'suspended'],
}

/** The DFSP with that id, and its profile; `usage` where it is not there or cannot be read. */
export function admittedDfsp(environment: Environment, id: string): { readonly dfsp: Dfsp; readonly profile: DfspFile } {
  const dfsp = environment.dfsps.find((candidate) => candidate.id === id)
  if (dfsp === undefined || dfsp.profile === null)
    throw new MuhuriError('usage', `"${id}" has no dfsps/${id}/dfsp.yaml; the Hub admits a DFSP before it joins`, {
      hint: `muhuri admit ${id} --dir . --name … --country … --owner …`,
    })
  if (dfsp.profile.value === null) throw new MuhuriError('usage', `dfsps/${id}/dfsp.yaml cannot be read`, { hint: 'muhuri check' })
  return { dfsp, profile: dfsp.profile.value }
}

/** Steps of the exchange that files can prove and none does, as `T2 (dfsp)`. */
export function missingSteps(environment: Environment, dfsp: Dfsp, at: Date): readonly string[] {
  const steps = evidenceOf(environment, dfsp, at).flatMap(({ step, doer, path }) => (path === null ? [`${step} (${doer})`] : []))
  return dfsp.endpoints?.value == null ? [...steps, 'endpoints.yaml (dfsp)'] : steps
}

/** dfsp.yaml with status active; `unconfirmed` are the steps that were taken on trust. */
export function activation(environment: Environment, id: string, { at, unconfirmed }: { readonly at: Date; readonly unconfirmed: readonly Step[] }): ChangeSet {
  const recorded = unconfirmed.length === 0 ? [] : ([[['activated'], { at: formatInstant(at), unconfirmed }]] as const)
  return withStatus(environment, id, { status: 'active', more: recorded })
}

/** dfsp.yaml with status suspended. */
export const suspension = (environment: Environment, id: string): ChangeSet => withStatus(environment, id, { status: 'suspended', more: [] })

/**
 * dfsp.yaml with status left, and a revocation of everything that it could still be believed by: each certificate that was
 * issued to it, and each key that it calls, signs or asks for tokens with. Its CA and servers are its own to close.
 */
export function leaving(environment: Environment, id: string, { at, by }: { readonly at: Date; readonly by: string }): ChangeSet {
  const { files } = withStatus(environment, id, { status: 'left', more: [] })
  const text = revokedText({ reason: 'cessationOfOperation', at, by })
  const names = [...unrevokedSerials(environment, id, at), ...unrevokedKeys(environment, id).map((sha256) => `spki-${sha256}`)]
  return { ...NO_CHANGES, files: [...files, ...names.map((name) => ({ path: `revoked/${name}.yaml`, text }))] }
}

function unrevokedSerials(environment: Environment, id: string, at: Date): readonly string[] {
  const { serials } = revocationsOf(environment)
  const certificates = environment.issued.certificates.flatMap(({ dfsp, parsed }) =>
    dfsp === id && parsed.ok && parsed.facts.notAfter >= at ? [parsed.facts.serial] : [],
  )
  const intended = environment.issued.records.flatMap(({ value }) => (value?.dfsp === id && value.state === 'intended' ? [value.serial] : []))
  return [...new Set([...certificates, ...intended])].filter((serial) => !serials.has(serial)).sort()
}

function unrevokedKeys(environment: Environment, id: string): readonly string[] {
  const { dfsp } = admittedDfsp(environment, id)
  const { keys } = revocationsOf(environment)
  const certified = environment.issued.certificates.flatMap((certificate) =>
    certificate.dfsp === id && certificate.parsed.ok ? [certificate.parsed.facts.publicKey.sha256] : [],
  )
  const asked = dfsp.client.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.publicKey.sha256] : []))
  const published = [...dfsp.jws, ...dfsp.oauth].flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.sha256] : []))
  return [...new Set([...certified, ...asked, ...published])].filter((sha256) => !keys.has(sha256)).sort()
}

interface NewStatus {
  readonly status: Exclude<Status, 'admitted'>
  readonly more: readonly (readonly [path: readonly string[], value: unknown])[]
}

function withStatus(environment: Environment, id: string, { status, more }: NewStatus): ChangeSet {
  const { profile } = admittedDfsp(environment, id)
  if (profile.status === status) throw new MuhuriError('usage', `"${id}" is already ${status}`)
  if (!FROM[status].includes(profile.status))
    throw new MuhuriError('refused', `"${id}" is ${profile.status}; only ${FROM[status].join(' or ')} becomes ${status}`)
  const path = `dfsps/${id}/dfsp.yaml`
  return { ...NO_CHANGES, files: [{ path, text: editYaml(fileText(environment, path), [[['status'], status], ...more]) }] }
}
