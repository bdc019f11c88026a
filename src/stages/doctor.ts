import type { DoctorReport, Weakness } from '../model/doctor-report.ts'
import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import { codeOwnerWeaknesses } from './doctor/code-owners.ts'
import { type KnownApps, type ProtectionDemand, protectionDemand } from './doctor/demand.ts'
import { environmentWeaknesses } from './doctor/environments.ts'
import type { ProtectionFacts } from './doctor/facts.ts'
import { peopleWeaknesses } from './doctor/people.ts'
import { type ProtectionSource, readProtection } from './doctor/read-facts.ts'
import { repositoryWeaknesses } from './doctor/repository.ts'
import { rulesetWeaknesses } from './doctor/rulesets.ts'
import { workflowWeaknesses } from './doctor/workflows.ts'

const PARTS: readonly ((facts: ProtectionFacts, demand: ProtectionDemand) => readonly Weakness[])[] = [
  rulesetWeaknesses,
  environmentWeaknesses,
  peopleWeaknesses,
  repositoryWeaknesses,
  codeOwnerWeaknesses,
  workflowWeaknesses,
]

/** Everything in which this protection is weaker than that demand, or is not seen; empty: nothing is. */
export function weaknessesOf(facts: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  return PARTS.flatMap((part) => part(facts, demand))
}

export interface Examination {
  /** `owner/name`. */
  readonly repository: string
  /** Main's: what it demands. */
  readonly environment: Environment
  readonly apps: KnownApps
}

/** Reads how a repository is protected now, and compares it with what its environment demands. */
export async function examine(host: ProtectionSource, { repository, environment, apps }: Examination): Promise<DoctorReport> {
  const demand = protectionDemand(environment, apps)
  const problems = weaknessesOf(await readProtection(host, demand), demand)
  return { version: 1, repository, environment: demand.environment, verdict: problems.length === 0 ? 'protected' : 'weaker', problems }
}

/** Before anything is signed: `refused`, with every weakness, where the repository is protected less than its environment demands. */
export async function requireProtection(host: ProtectionSource, examination: Examination): Promise<void> {
  const { problems } = await examine(host, examination)
  if (problems.length === 0) return
  const listed = problems.map(({ code, what }) => `${code}: ${what}`).join(' ')
  throw new MuhuriError('refused', `${examination.repository} is protected less than environment.yaml demands. ${listed}`, { hint: 'muhuri doctor .' })
}
