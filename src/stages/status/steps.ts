import type { Dfsp, Document, Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { InstalledFile } from '../../model/generated/files.ts'
import { clientCertificates, leavesInForce } from '../../model/holdings.ts'
import type { StepStatus } from '../../model/status.ts'
import { type Doer, type Evidence, evidenceOf, STEPS, type Step } from '../../model/steps.ts'
import { parseInstant } from '../../model/time.ts'

export interface StepContext {
  readonly environment: Environment
  readonly dfsp: Dfsp
  readonly at: Date
  /** Errors, by path. */
  readonly errors: ReadonlyMap<string, Finding>
}

/** Steps that only one side does. */
const ONLY: Partial<Readonly<Record<Step, Doer>>> = { E3: 'dfsp', E5: 'hub' }
/** Having shared it proves having made it. */
const IMPLIED_BY: Partial<Readonly<Record<Step, Step>>> = { T1: 'T2', J1: 'J2' }
/** Folders in which what proves a step of the DFSP lies. */
const FOLDERS: Partial<Readonly<Record<Step, Readonly<Record<Doer, (id: string) => string>>>>> = {
  T2: { dfsp: (id) => `dfsps/${id}/server/`, hub: () => 'hub/server/' },
  C1: { dfsp: (id) => `dfsps/${id}/client/`, hub: (id) => `dfsps/${id}/hub-client/` },
  C2: { dfsp: (id) => `dfsps/${id}/hub-client/`, hub: (id) => `issued/certificates/${id}/` },
  C3: { dfsp: (id) => `dfsps/${id}/hub-client/`, hub: (id) => `issued/certificates/${id}/` },
  J2: { dfsp: (id) => `dfsps/${id}/jws/`, hub: () => 'hub/jws/' },
}

/** Every step of the exchange with one DFSP, by both doers, in order. */
export function stepsOf(context: StepContext): readonly StepStatus[] {
  const evidence = evidenceOf(context.environment, context.dfsp, context.at)
  return STEPS.flatMap((step) =>
    (['dfsp', 'hub'] as const).filter((doer) => (ONLY[step] ?? doer) === doer).map((doer) => stepStatus(context, { step, doer }, evidence)),
  )
}

interface Which {
  readonly step: Step
  readonly doer: Doer
}

function stepStatus(context: StepContext, which: Which, evidence: readonly Evidence[]): StepStatus {
  const proof = evidence.find(({ step, doer }) => doer === which.doer && step === (IMPLIED_BY[which.step] ?? which.step))
  return proof === undefined ? confirmed(context, which) : proven(context, which, proof)
}

function proven({ errors, dfsp }: StepContext, which: Which, { candidates, step }: Evidence): StepStatus {
  const sound = candidates.find((path) => !errors.has(path))
  if (sound !== undefined) return { ...which, state: 'done', path: sound, detail: null }
  const folder = FOLDERS[step]?.[which.doer](dfsp.id)
  const wrong = folder === undefined ? undefined : [...errors.values()].find(({ path }) => path.startsWith(folder))
  if (wrong !== undefined) return { ...which, state: 'invalid', path: wrong.path, detail: `${wrong.code}: ${wrong.message}` }
  return { ...which, state: 'waiting', path: null, detail: null }
}

function confirmed(context: StepContext, which: Which): StepStatus {
  const file = installedBy(context, which.doer)
  if (file === null) return { ...which, state: 'waiting', path: null, detail: null }
  if (file.value === null) return { ...which, state: 'invalid', path: file.path, detail: 'it cannot be read' }
  if (!file.value.steps.includes(which.step)) return { ...which, state: 'waiting', path: null, detail: null }
  const newer = newerThan(parseInstant(file.value.at), context, which)
  if (newer !== null) return { ...which, state: 'stale', path: file.path, detail: `installed on ${file.value.at}, before "${newer}"` }
  return { ...which, state: 'confirmed', path: file.path, detail: `bundle ${file.value.sequence}, installed on ${file.value.at}` }
}

function installedBy({ environment, dfsp }: StepContext, doer: Doer): Document<InstalledFile> | null {
  return doer === 'dfsp' ? dfsp.installed : (environment.hub.installed.find(({ name }) => name === dfsp.id) ?? null)
}

/** The certificate that the step installs, where it is younger than the installation. */
function newerThan(installed: Date | null, { environment, dfsp, at }: StepContext, { step, doer }: Which): string | null {
  if (installed === null || step !== 'C4') return null
  const own =
    doer === 'dfsp'
      ? (clientCertificates(environment, at).get(dfsp.id) ?? []).map(({ artefact, facts }) => ({ path: artefact.path, facts }))
      : leavesInForce(dfsp.hubClient, at)
  return own.find(({ facts }) => facts.notBefore > installed)?.path ?? null
}
